-- Every login to the pages, and every end by hand, stands in the audit trail (Garante per la
-- protezione dei dati personali, provvedimento of 27 November 2008 on system administrators,
-- and for the citizen himself, who sees there whether somebody has used his identity).

-- +goose Up

-- The events of one session, and one's own logins, the newest first.
CREATE INDEX audit_event_session ON audit_event ((details::jsonb ->> 'session')) WHERE kind IN ('session.begun', 'session.ended');
CREATE INDEX audit_event_login ON audit_event (actor_id, at) WHERE kind = 'session.begun';

-- Who is logged in without a trace logs in anew.
DELETE FROM session;

-- Nobody is logged in without a trace. The event comes after the session in the same
-- transaction.
-- +goose StatementBegin
CREATE FUNCTION session_traced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM audit_event WHERE kind = 'session.begun' AND details::jsonb ->> 'session' = NEW.session_id::text) THEN
        RAISE EXCEPTION 'nobody is logged in without a trace' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'session_traced';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER session_traced AFTER INSERT ON session DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION session_traced();
