-- What citizens have answered of a request before it is one.

-- +goose Up

-- answers is JSON, as the program reads it. What has come of a draft is not stored with it:
-- it is the certificate that bears its key, or that its payment has paid for.
CREATE TABLE draft (
    draft_id       uuid PRIMARY KEY,
    requester_kind text NOT NULL CHECK (requester_kind IN ('citizen', 'lawyer')),
    requester_id   text NOT NULL CHECK (requester_id <> ''),
    revision       integer NOT NULL CHECK (revision > 0),
    answers        text NOT NULL CHECK (length(answers) BETWEEN 2 AND 20000),
    payment_id     uuid REFERENCES payment,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL CHECK (updated_at >= created_at)
);
CREATE INDEX draft_requester ON draft (requester_kind, requester_id, updated_at DESC);
CREATE INDEX draft_updated ON draft (updated_at);

-- What has come of the draft, nothing if nothing has. A citizen who is a lawyer asks as
-- either, so that the kind of the requester does not count; the key is the draft's alone.
CREATE FUNCTION came_of_draft(d draft) RETURNS TABLE (certificate_id uuid, issuing boolean) LANGUAGE sql STABLE AS $$
    SELECT c.certificate_id, c.state = 'issuing' FROM certificate c
    WHERE c.requester_kind IN ('citizen', 'lawyer') AND c.requester_id = d.requester_id AND c.key = 'draft ' || d.draft_id AND c.state <> 'failed'
    UNION
    SELECT c.certificate_id, c.state = 'issuing' FROM certificate_duty y JOIN certificate c USING (certificate_id)
    WHERE y.payment_id = d.payment_id AND NOT y.failed
$$;

-- A draft goes from one revision to the next, whoever else holds it open, until something
-- has come of it. While that is being issued, it is not removed either.
-- +goose StatementBegin
CREATE FUNCTION draft_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM came_of_draft(OLD) WHERE issuing) THEN
            RAISE EXCEPTION 'a certificate is being made of the draft' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'draft_ended';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.draft_id, OLD.requester_kind, OLD.requester_id, OLD.created_at) IS DISTINCT FROM (NEW.draft_id, NEW.requester_kind, NEW.requester_id, NEW.created_at)
       OR NEW.revision <> OLD.revision + 1 THEN
        RAISE EXCEPTION 'a draft goes from one revision to the next' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM came_of_draft(OLD)) THEN
        RAISE EXCEPTION 'a certificate has come of the draft' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'draft_ended';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER draft_changes BEFORE UPDATE OR DELETE ON draft FOR EACH ROW EXECUTE FUNCTION draft_changes();
CREATE TRIGGER draft_no_truncate BEFORE TRUNCATE ON draft FOR EACH STATEMENT EXECUTE FUNCTION append_only();

GRANT SELECT, INSERT, DELETE ON draft TO sportello_service;
GRANT UPDATE (revision, answers, payment_id, updated_at) ON draft TO sportello_service;
