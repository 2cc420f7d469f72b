"""Judges files by pyHanko: LEVEL ROOT FILE..., offline, with ROOT as the only trust anchor.

LEVEL is B-B, B-T, B-LT, B-LTA, or "raised": from B-B to B-LTA. Prints what is wrong, a
line for each file.
"""

import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    validate_pdf_ltv_signature,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.ltv import RevocationInfoValidationType
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

PROFILES = {
    "B-LT": RevocationInfoValidationType.PADES_LT,
    "B-LTA": RevocationInfoValidationType.PADES_LTA,
}


def fault(path, level, root):
    """What is wrong with the one signature of a file, or None."""
    with open(path, "rb") as f:
        reader = PdfFileReader(f)
        signatures = reader.embedded_regular_signatures
        if len(signatures) != 1:
            return f"{len(signatures)} signatures"
        seal = signatures[0]
        context = {"trust_roots": [root], "allow_fetching": False}
        if level == "raised":
            return raised(reader, seal, context)
        if level in PROFILES:
            # The newest time stamp is judged as of now, where what it rests on is not
            # in the file yet; everything before it by what the file brings along.
            status = validate_pdf_ltv_signature(
                seal,
                PROFILES[level],
                bootstrap_validation_context=ValidationContext(**context, revocation_mode="soft-fail"),
                validation_context_kwargs={**context, "revocation_mode": "require", "crls": [], "ocsps": []},
            )
        else:
            status = validate_pdf_signature(
                seal,
                ValidationContext(**context, revocation_mode="soft-fail"),
                ts_validation_context=ValidationContext(**context, revocation_mode="soft-fail"),
            )
        if not status.bottom_line:
            return status.pretty_print_details()
        stamps = len(reader.embedded_timestamp_signatures)
        if level == "B-B" and (stamps or status.timestamp_validity):
            return "has a time stamp"
        if level == "B-T" and not (stamps or status.timestamp_validity):
            return "has no time stamp"
        if level in ("B-B", "B-T") and seal.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
            return "the signature does not cover the entire file"
        if level == "B-LTA" and not stamps:
            return "has no document time stamp"
    return None


def raised(reader, seal, context):
    """What is wrong with a file that was raised, or None.

    For pyHanko a seal without a time stamp in its own attributes has no level, and of
    the DSS it takes only what was there before the first document time stamp. So it
    judges the parts: the seal by what the file brings along, as of the last time stamp,
    which proves that it was all there then; every time stamp; and that the last covers
    everything.
    """
    stamps = reader.embedded_timestamp_signatures
    if len(stamps) < 2:
        return "has no time stamp over the revocation states"
    for stamp in stamps:
        status = validate_pdf_timestamp(stamp, ValidationContext(**context, revocation_mode="soft-fail"))
        if not (status.valid and status.trusted):
            return "a time stamp is not valid or not trusted"
    then = {**context, "revocation_mode": "require", "moment": status.timestamp}
    status = validate_pdf_signature(seal, DocumentSecurityStore.read_dss(reader).as_validation_context(then))
    if not status.bottom_line:
        return status.pretty_print_details()
    if stamps[-1].evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        return "the last time stamp does not cover the entire file"
    return None


def main():
    level, root = sys.argv[1], load_cert_from_pemder(sys.argv[2])
    faults = 0
    for path in sys.argv[3:]:
        try:
            why = fault(path, level, root)
        except Exception as e:  # a judge that stumbles has found something
            why = f"{type(e).__name__}: {e}"
        if why:
            faults += 1
            print(f"{'/'.join(path.split('/')[-2:])}: {' '.join(why.split())}")
    sys.exit(1 if faults else 0)


main()
