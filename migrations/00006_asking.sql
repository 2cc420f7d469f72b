-- Who asks at the counter or on a mandate, and how: kept beside the certificate, whose
-- columns are frozen and shown to more people.

-- +goose Up

ALTER TABLE certificate DROP CONSTRAINT certificate_requester_kind_check;
ALTER TABLE certificate ADD CONSTRAINT certificate_requester_kind_check CHECK (requester_kind IN ('citizen', 'lawyer', 'officer', 'machine'));

-- How a certificate was asked for, where there is more to it than a login. lawyer is
-- the fiscal code by which a lawyer's certificates of a day are counted.
CREATE TABLE certificate_application (
    certificate_id     uuid PRIMARY KEY REFERENCES certificate,
    office_id          text NOT NULL REFERENCES office,
    applied_on         date NOT NULL,
    applicant_name     text,
    applicant_born     text CHECK (applicant_born ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'), -- 00 for an unknown day or month
    applicant_document text,
    applicant_code     text,
    lawyer             text CHECK (lawyer ~ '^([A-Z0-9]{16}|[0-9]{11})$'),
    mandate_purpose    text CHECK (mandate_purpose IN ('service', 'extrajudicial', 'judicial')),
    mandate_on         date,
    grounds            text,
    forced             text[],
    reason             text CHECK (char_length(reason) BETWEEN 10 AND 500),
    CHECK ((applicant_name IS NULL) = (applicant_born IS NULL)),
    CHECK ((applicant_name IS NULL) = (applicant_document IS NULL)),
    CHECK (applicant_code IS NULL OR applicant_name IS NOT NULL),
    CHECK ((lawyer IS NULL) = (mandate_purpose IS NULL)),
    CHECK ((lawyer IS NULL) = (mandate_on IS NULL)),
    CHECK (lawyer IS NULL OR applicant_name IS NULL),
    CHECK (cardinality(forced) > 0),
    CHECK ((forced IS NULL) = (reason IS NULL)),
    CHECK (forced IS NULL OR applicant_name IS NOT NULL)
);
CREATE INDEX certificate_application_lawyer ON certificate_application (lawyer, applied_on) WHERE lawyer IS NOT NULL;
CREATE TRIGGER application_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_application FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- An application is of a certificate of that office and its day, at the counter by an
-- officer and on a mandate by a lawyer, and is written with its reservation. A lawyer has
-- thirty in a day, in all offices together.
-- +goose StatementBegin
CREATE FUNCTION application_of_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM certificate c WHERE c.certificate_id = NEW.certificate_id AND c.office_id = NEW.office_id
            AND c.state = 'issuing' AND c.issued_on = NEW.applied_on
            AND (NEW.applicant_name IS NOT NULL) = (c.requester_kind = 'officer') AND (NEW.lawyer IS NOT NULL) = (c.requester_kind = 'lawyer')) THEN
        RAISE EXCEPTION 'an application does not fit its certificate' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.lawyer IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('lawyer ' || NEW.lawyer, 0));
        IF (SELECT count(*) FROM certificate_application a JOIN certificate c USING (certificate_id)
                WHERE a.lawyer = NEW.lawyer AND a.applied_on = NEW.applied_on AND c.state <> 'failed') >= 30 THEN
            RAISE EXCEPTION 'a lawyer has thirty certificates in a day' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'lawyer_daily';
        END IF;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER application_fits BEFORE INSERT ON certificate_application FOR EACH ROW EXECUTE FUNCTION application_of_certificate();

-- Nothing is issued at a counter without somebody before it, or to a lawyer without a
-- mandate.
-- +goose StatementBegin
CREATE FUNCTION certificate_applied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM certificate_application WHERE certificate_id = NEW.certificate_id) THEN
        RAISE EXCEPTION 'it is not written down how the certificate was asked for' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER certificate_applied AFTER UPDATE OF state ON certificate FOR EACH ROW
    WHEN (NEW.state = 'issued' AND NEW.requester_kind IN ('officer', 'lawyer')) EXECUTE FUNCTION certificate_applied();

-- Lawyers who asked an office for so much that their mandates are to be looked at.
CREATE TABLE conspicuous_lawyer (
    lawyer      text NOT NULL,
    office_id   text NOT NULL REFERENCES office,
    period      text NOT NULL CHECK (period IN ('day', 'half-year')),
    period_from date NOT NULL,
    noticed_at  timestamptz NOT NULL,
    PRIMARY KEY (lawyer, office_id, period, period_from)
);
CREATE INDEX conspicuous_lawyer_office ON conspicuous_lawyer (office_id, noticed_at DESC);
CREATE TRIGGER conspicuous_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON conspicuous_lawyer FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Who looked for a person, and why. Whom he found stands in the audit events of the
-- same request.
CREATE TABLE subject_search (
    search_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    office_id      text NOT NULL,
    requester_kind text NOT NULL CHECK (requester_kind IN ('lawyer', 'officer')),
    requester_id   text NOT NULL,
    request        text NOT NULL,
    purpose        text NOT NULL CHECK (char_length(purpose) BETWEEN 10 AND 200),
    found          smallint NOT NULL CHECK (found BETWEEN 0 AND 5),
    searched_at    timestamptz NOT NULL
);
CREATE INDEX subject_search_requester ON subject_search (requester_kind, requester_id, searched_at);
CREATE TRIGGER search_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON subject_search FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE INDEX person_identity_born ON person_identity (birth_date) WHERE valid_to IS NULL AND retired_at IS NULL;

GRANT SELECT, INSERT ON certificate_application, conspicuous_lawyer, subject_search TO sportello_service;
