"""WeasyPrint typesets (PDF/UA-1), segno draws the QR symbol, pyHanko seals (PAdES B-B).

KEY.pem CHAIN.pem HTML COAT.png SECONDS: prints documents a second, one process.
"""

import io
import sys
import time

import segno
from pyhanko.keys import load_certs_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from weasyprint import HTML

key, chain, html, coat, seconds = sys.argv[1:]
certificate, *issuers = load_certs_from_pemder((chain,))
registry = SimpleCertificateStore()
registry.register_multiple(issuers)
signer = signers.SimpleSigner(certificate, load_private_key_from_pemder(key, None), registry)
meta = signers.PdfSignatureMetadata(
    field_name="Sigillo", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
)
with open(html, encoding="utf-8") as f:
    template = f.read().replace("COAT", "file://" + coat)


def document(n):
    code = f"https://sportello.example.it/v/ZDAN2R22E14WRDCD9E05B4Y{n:05d}"
    page = template.replace("QR", segno.make(code, error="q").svg_data_uri(scale=3))
    pdf = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=signer, output=out)
    return out.getvalue()


document(0)
begun, done = time.process_time(), 0
while time.process_time() - begun < float(seconds):
    done += 1
    size = len(document(done))
print(f"{done / (time.process_time() - begun):.2f} {size}")
