-- What happens to a certificate after it has been issued, beside its withdrawal: the
-- register goes on, the holder is told, another takes its place.

-- +goose Up

-- A certificate that states what the register no longer says. It stays issued and
-- true to its day: withdrawn is another thing. reason is why, since is from when it is
-- otherwise; NULL where the register does not know a beginning.
CREATE TABLE certificate_superseded (
    certificate_id uuid PRIMARY KEY REFERENCES certificate,
    office_id      text NOT NULL REFERENCES office,
    reason         text NOT NULL CHECK (reason ~ '^[a-z-]+$'),
    since          date,
    at             timestamptz NOT NULL
);
CREATE INDEX certificate_superseded_office ON certificate_superseded (office_id, at);
CREATE TRIGGER superseded_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_superseded FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- A certificate that was asked for in place of another. One that failed has replaced
-- nothing.
CREATE TABLE certificate_successor (
    certificate_id uuid PRIMARY KEY REFERENCES certificate,
    office_id      text NOT NULL REFERENCES office,
    replaces       uuid NOT NULL REFERENCES certificate CHECK (replaces <> certificate_id)
);
CREATE INDEX certificate_successor_replaces ON certificate_successor (replaces);
-- +goose StatementBegin
CREATE FUNCTION successor_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM certificate WHERE certificate_id = NEW.replaces FOR NO KEY UPDATE; -- two at once take turns
    IF NOT EXISTS (SELECT FROM certificate n JOIN certificate o USING (office_id, person_id) JOIN certificate_superseded s ON s.certificate_id = o.certificate_id
            WHERE n.certificate_id = NEW.certificate_id AND n.office_id = NEW.office_id AND n.state = 'issuing' AND o.certificate_id = NEW.replaces AND o.state = 'issued') THEN
        RAISE EXCEPTION 'a certificate takes the place of one of its person that is superseded, from its reservation on' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM certificate_successor r JOIN certificate c USING (certificate_id) WHERE r.replaces = NEW.replaces AND c.state <> 'failed') THEN
        RAISE EXCEPTION 'another certificate has taken its place' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'replaced_once';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER successor_fits BEFORE INSERT ON certificate_successor FOR EACH ROW EXECUTE FUNCTION successor_fits();
CREATE TRIGGER successor_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_successor FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- What a person is to be told (outbox). It holds identities and no data; whoever sends it
-- one day sets sent_at, and the person's own look sets read_at. Each is set once.
CREATE TABLE notice (
    notice_id      uuid PRIMARY KEY,
    office_id      text NOT NULL REFERENCES office,
    person_id      uuid NOT NULL REFERENCES person,
    kind           text NOT NULL,
    certificate_id uuid NOT NULL REFERENCES certificate,
    at             timestamptz NOT NULL,
    read_at        timestamptz,
    sent_at        timestamptz,
    UNIQUE (person_id, kind, certificate_id)
);
CREATE INDEX notice_person ON notice (person_id, notice_id DESC);
CREATE INDEX notice_unsent ON notice (at) WHERE sent_at IS NULL;
-- +goose StatementBegin
CREATE FUNCTION notice_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - '{read_at,sent_at}'::text[] = to_jsonb(NEW) - '{read_at,sent_at}'::text[]
       AND (OLD.read_at IS NULL OR OLD.read_at = NEW.read_at) AND (OLD.sent_at IS NULL OR OLD.sent_at = NEW.sent_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a notice is read once and sent once, and nothing else' USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
CREATE TRIGGER notice_changes BEFORE UPDATE OR DELETE ON notice FOR EACH ROW EXECUTE FUNCTION notice_changes();
CREATE TRIGGER notice_no_truncate BEFORE TRUNCATE ON notice FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- What is told of a certificate is told of one that has left that office; a notice goes to
-- the citizen who asked for it.
-- +goose StatementBegin
CREATE FUNCTION tells_of_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM certificate c WHERE c.certificate_id = NEW.certificate_id AND c.office_id = NEW.office_id AND c.state IN ('issued', 'withdrawn')
            AND (TG_TABLE_NAME <> 'notice' OR (c.requester_kind = 'citizen' AND c.requester_id = to_jsonb(NEW)->>'person_id'))) THEN
        RAISE EXCEPTION 'a record in % does not fit its certificate', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER superseded_fits BEFORE INSERT ON certificate_superseded FOR EACH ROW EXECUTE FUNCTION tells_of_certificate();
CREATE TRIGGER notice_fits BEFORE INSERT ON notice FOR EACH ROW EXECUTE FUNCTION tells_of_certificate();

-- When the register of an office was changed, by the clock of the database: a
-- certificate that is completed soon after is held against the register once more.
CREATE TABLE register_change (
    change_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    office_id  text NOT NULL REFERENCES office,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX register_change_office ON register_change (office_id, changed_at);
CREATE TRIGGER register_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_change FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- When the register of an office last learned of something: no load comes before it.
CREATE INDEX audit_event_imported ON audit_event (office_id, at) WHERE kind = 'register.imported';

-- The list of an office, and its counts.
CREATE INDEX certificate_office ON certificate (office_id, certificate_id DESC) WHERE state IN ('issued', 'withdrawn');
CREATE INDEX certificate_issued_on ON certificate (office_id, issued_on) WHERE state IN ('issued', 'withdrawn');

GRANT SELECT, INSERT ON certificate_superseded, certificate_successor, notice TO sportello_service;
GRANT UPDATE (read_at, sent_at) ON notice TO sportello_service;
GRANT SELECT ON register_change TO sportello_service;
