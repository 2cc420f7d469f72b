import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.List;
import java.util.Set;

/** Judges files by EU DSS: LEVEL ROOT FILE..., offline, with ROOT as the only trust anchor. */
public class Judge {
  private static final List<String> WITHOUT_REVOCATION = List.of("PAdES-BASELINE-B", "PAdES-BASELINE-T");
  private static final Set<String> NO_REVOCATION = Set.of(
      "The certificate validation is not conclusive!", "No revocation data found for the certificate!");

  public static void main(String[] args) throws Exception {
    String level = args[0];
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(args[1])));
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(trusted);
    int faults = 0;
    for (int i = 2; i < args.length; i++) {
      String fault = judge(new File(args[i]), level, verifier);
      if (fault == null) continue;
      faults++;
      System.out.println(new File(args[i]).getName() + ": " + fault);
    }
    System.exit(faults == 0 ? 0 : 1);
  }

  /** judge says what is wrong with the one signature of a file, null for nothing. */
  static String judge(File file, String level, CommonCertificateVerifier verifier) {
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
    validator.setCertificateVerifier(verifier);
    Reports reports = validator.validateDocument();
    SimpleReport report = reports.getSimpleReport();
    if (report.getSignaturesCount() != 1) return report.getSignaturesCount() + " signatures";
    String id = report.getFirstSignatureId();
    String found = String.valueOf(report.getSignatureFormat(id));
    List<String> errors = report.getAdESValidationErrors(id).stream().map(Message::getValue).toList();
    boolean conclusive = report.getIndication(id) == Indication.TOTAL_PASSED;
    // A file of these levels carries no revocation data and nothing is fetched here, so
    // that a valid one lacks them, and must lack nothing else.
    boolean lacksRevocation = WITHOUT_REVOCATION.contains(level)
        && report.getIndication(id) == Indication.INDETERMINATE && NO_REVOCATION.containsAll(errors);
    if (!conclusive && !lacksRevocation)
      return report.getIndication(id) + " " + report.getSubIndication(id) + " " + errors;
    if (!found.equals(level)) return "is " + found + ", not " + level;
    return null;
  }
}
