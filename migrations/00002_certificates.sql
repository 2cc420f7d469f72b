-- Certificates and the evidence about them. The constraints and triggers repeat
-- the rules of the issuing cycle, so that no program can break them by mistake.

-- +goose Up

-- One row per office: the lock that its writers take in turn, and the end of its
-- audit chain. The office '' is the installation as a whole.
CREATE TABLE ledger (
    office_id  text PRIMARY KEY,
    audit_seq  bigint NOT NULL DEFAULT 0,
    audit_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(audit_hash) = 32)
);
INSERT INTO ledger (office_id) VALUES ('');

CREATE TABLE certificate_number (
    office_id text NOT NULL REFERENCES office,
    year      smallint NOT NULL,
    last      bigint NOT NULL CHECK (last > 0),
    PRIMARY KEY (office_id, year)
);

CREATE TABLE certificate (
    certificate_id     uuid PRIMARY KEY,
    office_id          text NOT NULL REFERENCES office,
    year               smallint NOT NULL,
    serial             bigint NOT NULL CHECK (serial > 0),
    state              text NOT NULL CHECK (state IN ('issuing', 'issued', 'failed', 'withdrawn')),
    kinds              smallint[] NOT NULL CHECK (cardinality(kinds) > 0),
    use                text NOT NULL,
    language           text NOT NULL,
    channel            text NOT NULL,
    person_id          uuid NOT NULL REFERENCES person,
    requester_kind     text NOT NULL CHECK (requester_kind IN ('citizen', 'machine')),
    requester_id       text NOT NULL,
    requester_acr      text NOT NULL DEFAULT '',
    key                text NOT NULL CHECK (key <> ''),
    key_digest         bytea NOT NULL CHECK (octet_length(key_digest) = 32),
    code_hash          bytea NOT NULL UNIQUE CHECK (octet_length(code_hash) = 32),
    issued_on          date NOT NULL,
    valid_to           date CHECK (valid_to >= issued_on),
    rules_version      text NOT NULL,
    wording_version    text NOT NULL,
    content            text NOT NULL,
    sheet_digest       bytea NOT NULL CHECK (octet_length(sheet_digest) = 32),
    instance           text NOT NULL,
    reserved_at        timestamptz NOT NULL,
    sealed             bytea,
    sealed_digest      bytea UNIQUE CHECK (octet_length(sealed_digest) = 32),
    issued_at          timestamptz,
    failure            text,
    failed_at          timestamptz,
    withdrawal_reason  text,
    withdrawn_by       text,
    withdrawn_at       timestamptz,
    UNIQUE (office_id, year, serial),
    CHECK ((state IN ('issued', 'withdrawn')) = (sealed IS NOT NULL)),
    CHECK ((sealed IS NULL) = (sealed_digest IS NULL)),
    CHECK ((sealed IS NULL) = (issued_at IS NULL)),
    CHECK ((state = 'failed') = (failure IS NOT NULL)),
    CHECK ((state = 'failed') = (failed_at IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
ALTER TABLE certificate ALTER COLUMN sealed SET STORAGE EXTERNAL; -- its streams are compressed already
CREATE UNIQUE INDEX certificate_key ON certificate (requester_kind, requester_id, key) WHERE state <> 'failed';
CREATE INDEX certificate_requester ON certificate (requester_kind, requester_id, certificate_id DESC) WHERE state IN ('issued', 'withdrawn');
CREATE INDEX certificate_person ON certificate (person_id, certificate_id);
CREATE INDEX certificate_issuing ON certificate (reserved_at) WHERE state = 'issuing';

-- A certificate begins as issuing and goes to issued or failed, and from issued to
-- withdrawn. Nothing else about it ever changes.
-- +goose StatementBegin
CREATE FUNCTION certificate_changes() RETURNS trigger LANGUAGE plpgsql AS $$
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
        OLD.rules_version, OLD.wording_version, OLD.content, OLD.sheet_digest, OLD.instance, OLD.reserved_at)
       IS DISTINCT FROM
       (NEW.certificate_id, NEW.office_id, NEW.year, NEW.serial, NEW.kinds, NEW.use, NEW.language, NEW.channel, NEW.person_id,
        NEW.requester_kind, NEW.requester_id, NEW.requester_acr, NEW.key, NEW.key_digest, NEW.code_hash, NEW.issued_on, NEW.valid_to,
        NEW.rules_version, NEW.wording_version, NEW.content, NEW.sheet_digest, NEW.instance, NEW.reserved_at) THEN
        RAISE EXCEPTION 'what a certificate was reserved with does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'issued' AND (OLD.sealed, OLD.sealed_digest, OLD.issued_at) IS DISTINCT FROM (NEW.sealed, NEW.sealed_digest, NEW.issued_at) THEN
        RAISE EXCEPTION 'an issued certificate does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER certificate_changes BEFORE INSERT OR UPDATE OR DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION certificate_changes();

-- What happened. Append only, chained within the office.
CREATE TABLE audit_event (
    office_id      text NOT NULL,
    seq            bigint NOT NULL CHECK (seq > 0),
    at             timestamptz NOT NULL,
    kind           text NOT NULL,
    actor_kind     text NOT NULL,
    actor_id       text NOT NULL DEFAULT '',
    channel        text NOT NULL DEFAULT '',
    person_id      uuid,
    certificate_id uuid,
    request        text NOT NULL DEFAULT '',
    details        text NOT NULL DEFAULT '{}', -- JSON with sorted keys, part of the hash as it stands
    prev           bytea NOT NULL CHECK (octet_length(prev) = 32),
    hash           bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (office_id, seq)
);
CREATE INDEX audit_event_person ON audit_event (person_id, at) WHERE person_id IS NOT NULL;
CREATE INDEX audit_event_certificate ON audit_event (certificate_id) WHERE certificate_id IS NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER certificate_no_truncate BEFORE TRUNCATE ON certificate FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Numbers and heads only go forward, and a head is an event that is there.
-- +goose StatementBegin
CREATE FUNCTION forward_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'certificate_number' THEN
        IF (NEW.office_id, NEW.year) = (OLD.office_id, OLD.year) AND NEW.last > OLD.last THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF NEW.office_id = OLD.office_id AND NEW.audit_seq > OLD.audit_seq
           AND EXISTS (SELECT FROM audit_event WHERE office_id = NEW.office_id AND seq = NEW.audit_seq AND hash = NEW.audit_hash) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% only goes forward', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER ledger_forward_only BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION forward_only();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER number_forward_only BEFORE UPDATE OR DELETE ON certificate_number FOR EACH ROW EXECUTE FUNCTION forward_only();
CREATE TRIGGER number_no_truncate BEFORE TRUNCATE ON certificate_number FOR EACH STATEMENT EXECUTE FUNCTION append_only();
