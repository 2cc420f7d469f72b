import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Judges files by EU DSS: LEVEL ROOT [LIST.crl]... FILE..., offline, with ROOT as the only trust anchor. */
public class Judge {
  public static void main(String[] args) throws Exception {
    String level = args[0];
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(args[1])));
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    verifier.setAIASource(null);
    List<String> files = Stream.of(args).skip(2).toList();
    List<InputStream> lists = new ArrayList<>();
    for (String file : files) if (isList(file)) lists.add(new FileInputStream(file));
    verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(InputStream[]::new)));
    int faults = 0;
    for (String file : files) {
      if (isList(file)) continue;
      String fault = judge(new File(file), level, verifier);
      if (fault == null) continue;
      faults++;
      System.out.println(Path.of(file).toAbsolutePath().getParent().getFileName() + "/" + Path.of(file).getFileName() + ": " + fault);
    }
    System.exit(faults == 0 ? 0 : 1);
  }

  static boolean isList(String file) {
    return file.endsWith(".crl");
  }

  /** judge says what is wrong with the one signature of a file, null for nothing. */
  static String judge(File file, String level, CommonCertificateVerifier verifier) {
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
    validator.setCertificateVerifier(verifier);
    SimpleReport report = validator.validateDocument().getSimpleReport();
    if (report.getSignaturesCount() != 1) return report.getSignaturesCount() + " signatures";
    String id = report.getFirstSignatureId();
    if (report.getIndication(id) != Indication.TOTAL_PASSED)
      return report.getIndication(id) + " " + report.getSubIndication(id) + " "
          + report.getAdESValidationErrors(id).stream().map(Message::getValue).toList();
    String found = String.valueOf(report.getSignatureFormat(id));
    return found.equals(level) ? null : "is " + found + ", not " + level;
  }
}
