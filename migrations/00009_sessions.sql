-- Who is logged in to the pages, and who is on his way there. A session is known by the
-- hash of the token in its browser's cookie. It is no evidence: what somebody did while he
-- was logged in stands in the audit trail.

-- +goose Up

-- A session that has ended stays as a row without content until its time is over, so that
-- a request of it that is still under way cannot write it anew.
CREATE TABLE session (
    token_hash text PRIMARY KEY CHECK (token_hash <> ''),
    session_id uuid NOT NULL UNIQUE,
    holder     text NOT NULL CHECK (holder ~ '^[0-9a-f]{64}$'),
    login      jsonb,
    begun_at   timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > begun_at),
    ended_at   timestamptz,
    CHECK ((login IS NULL) = (ended_at IS NOT NULL))
) WITH (fillfactor = 70); -- seen_at changes all the time, in place
CREATE INDEX session_holder ON session (holder) WHERE ended_at IS NULL;
CREATE INDEX session_expires ON session (expires_at);

-- +goose StatementBegin
CREATE FUNCTION session_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'a session that has ended stays so' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'session_ended';
    END IF;
    IF (OLD.token_hash, OLD.session_id, OLD.holder, OLD.begun_at, OLD.expires_at) IS DISTINCT FROM (NEW.token_hash, NEW.session_id, NEW.holder, NEW.begun_at, NEW.expires_at)
       OR (NEW.ended_at IS NULL AND OLD.login IS DISTINCT FROM NEW.login) OR NEW.seen_at < OLD.seen_at THEN
        RAISE EXCEPTION 'a session is somebody''s for a time, and that does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER session_changes BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION session_changes();

-- A login that has begun. state_hash and browser_hash are of what the provider and the
-- browser bring back; who takes it deletes it.
CREATE TABLE login_attempt (
    state_hash   text PRIMARY KEY CHECK (state_hash <> ''),
    browser_hash text NOT NULL CHECK (browser_hash <> ''),
    attempt      jsonb NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX login_attempt_expires ON login_attempt (expires_at);

GRANT SELECT, INSERT, DELETE ON session, login_attempt TO sportello_service;
GRANT UPDATE (login, seen_at, ended_at) ON session TO sportello_service;
