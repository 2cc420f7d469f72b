-- What keeps a certificate checkable for long and without the network: the level of
-- its seal, the updates that renew its evidence, its place in a status list.

-- +goose Up

-- level is that of ETSI EN 319 142-1: 0 B-B, 1 B-T, 2 B-LT, 3 B-LTA. good_until is when
-- the last evidence in the file ends; NULL where that is not known.
ALTER TABLE certificate
    ADD COLUMN level smallint NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 3),
    ADD COLUMN good_until timestamptz,
    ADD COLUMN status_list integer,
    ADD COLUMN status_index integer CHECK (status_index >= 0),
    ADD CONSTRAINT certificate_status UNIQUE (status_list, status_index),
    ADD CHECK ((status_list IS NULL) = (status_index IS NULL));
CREATE INDEX certificate_withdrawn ON certificate (status_list, status_index) WHERE state = 'withdrawn';

-- As before, with the new columns: the place in the list is reserved with the
-- certificate, level and good_until come with the seal.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION certificate_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'certificates are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'issuing' THEN
            RAISE EXCEPTION 'a certificate begins as issuing' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('issuing', 'issued'), ('issuing', 'failed'), ('issued', 'withdrawn')) THEN
        RAISE EXCEPTION 'a certificate cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.certificate_id, OLD.office_id, OLD.year, OLD.serial, OLD.kinds, OLD.use, OLD.language, OLD.channel, OLD.person_id,
        OLD.requester_kind, OLD.requester_id, OLD.requester_acr, OLD.key, OLD.key_digest, OLD.code_hash, OLD.issued_on, OLD.valid_to,
        OLD.rules_version, OLD.wording_version, OLD.content, OLD.sheet_digest, OLD.instance, OLD.reserved_at, OLD.status_list, OLD.status_index)
       IS DISTINCT FROM
       (NEW.certificate_id, NEW.office_id, NEW.year, NEW.serial, NEW.kinds, NEW.use, NEW.language, NEW.channel, NEW.person_id,
        NEW.requester_kind, NEW.requester_id, NEW.requester_acr, NEW.key, NEW.key_digest, NEW.code_hash, NEW.issued_on, NEW.valid_to,
        NEW.rules_version, NEW.wording_version, NEW.content, NEW.sheet_digest, NEW.instance, NEW.reserved_at, NEW.status_list, NEW.status_index) THEN
        RAISE EXCEPTION 'what a certificate was reserved with does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'issued' AND (OLD.sealed, OLD.sealed_digest, OLD.issued_at, OLD.level, OLD.good_until)
       IS DISTINCT FROM (NEW.sealed, NEW.sealed_digest, NEW.issued_at, NEW.level, NEW.good_until) THEN
        RAISE EXCEPTION 'an issued certificate does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- Updates of sealed files: bytes that are appended, so that what was issued stays in
-- front as it was (ISO 32000-1 7.5.6). digest is that of the whole file so far.
CREATE TABLE certificate_update (
    certificate_id uuid NOT NULL REFERENCES certificate,
    office_id      text NOT NULL REFERENCES office,
    number         integer NOT NULL CHECK (number > 0),
    added          bytea NOT NULL CHECK (octet_length(added) > 0),
    digest         bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    level          smallint NOT NULL CHECK (level BETWEEN 0 AND 3),
    good_until     timestamptz,
    added_at       timestamptz NOT NULL,
    PRIMARY KEY (certificate_id, number)
);
ALTER TABLE certificate_update ALTER COLUMN added SET STORAGE EXTERNAL;
CREATE TRIGGER update_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_update FOR EACH STATEMENT EXECUTE FUNCTION append_only();

GRANT SELECT, INSERT ON certificate_update TO sportello_service;
GRANT UPDATE (level, good_until) ON certificate TO sportello_service;
