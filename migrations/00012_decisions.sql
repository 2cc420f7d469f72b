-- What an office decides about itself: its settings, and who may do what. The constraints
-- repeat the rules of package decisions: two people, no day that is past, nothing is ever
-- changed or removed, an administrator stays.

-- +goose Up

-- proposed_issuer and proposed_subject are NULL for the operator's own decisions; decided_*
-- is who has answered, NULL where one person is enough. Days are the office's: UTC is never
-- ahead of them.
CREATE TABLE decision (
    decision_id      uuid PRIMARY KEY,
    office_id        text NOT NULL REFERENCES office,
    what             text NOT NULL CHECK (what IN ('settings', 'grant', 'revoke')),
    settings         text CHECK (octet_length(settings) <= 32768),
    holder_issuer    text CHECK (holder_issuer <> ''),
    holder_subject   text CHECK (holder_subject <> ''),
    holder_name      text CHECK (holder_name <> ''),
    scope            text CHECK (scope IN ('certificates:read', 'certificates:withdraw', 'certificates:issue', 'office:manage')),
    reason           text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    proposed_issuer  text CHECK (proposed_issuer <> ''),
    proposed_subject text CHECK (proposed_subject <> ''),
    proposed_name    text NOT NULL DEFAULT '',
    proposed_at      timestamptz NOT NULL,
    effective_on     date NOT NULL CHECK (effective_on >= (proposed_at AT TIME ZONE 'UTC')::date),
    state            text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'withdrawn')),
    decided_issuer   text CHECK (decided_issuer <> ''),
    decided_subject  text CHECK (decided_subject <> ''),
    decided_name     text NOT NULL DEFAULT '',
    decided_at       timestamptz CHECK (decided_at >= proposed_at),
    answer           text NOT NULL DEFAULT '' CHECK (length(answer) <= 500),
    in_force_on      date CHECK (in_force_on >= effective_on AND in_force_on >= (decided_at AT TIME ZONE 'UTC')::date),
    CHECK ((what = 'settings') = (settings IS NOT NULL)),
    CHECK (num_nulls(holder_issuer, holder_subject, holder_name, scope) = CASE what WHEN 'settings' THEN 4 ELSE 0 END),
    CHECK ((proposed_issuer IS NULL) = (proposed_subject IS NULL)),
    CHECK ((decided_issuer IS NULL) = (decided_subject IS NULL)),
    CHECK ((state = 'proposed') = (decided_at IS NULL)),
    CHECK ((state = 'approved') = (in_force_on IS NOT NULL)),
    CHECK (state <> 'proposed' OR (decided_issuer IS NULL AND decided_name = '' AND answer = '')),
    CHECK (state <> 'rejected' OR answer <> ''),
    CONSTRAINT two_people CHECK (CASE
        WHEN state = 'proposed' THEN true
        WHEN state = 'withdrawn' THEN (decided_issuer, decided_subject) IS NOT DISTINCT FROM (proposed_issuer, proposed_subject) AND decided_subject IS NOT NULL
        WHEN decided_subject IS NOT NULL THEN (decided_issuer, decided_subject) IS DISTINCT FROM (proposed_issuer, proposed_subject)
            AND (decided_issuer, decided_subject) IS DISTINCT FROM (holder_issuer, holder_subject)
        ELSE state = 'approved' AND what <> 'settings' AND (proposed_subject IS NULL
            OR (scope <> 'office:manage' AND (proposed_issuer, proposed_subject) IS DISTINCT FROM (holder_issuer, holder_subject)))
        END)
);
CREATE INDEX decision_office ON decision (office_id, proposed_at DESC);
CREATE INDEX decision_settings ON decision (office_id, in_force_on DESC, decided_at DESC) WHERE what = 'settings' AND state = 'approved';
CREATE INDEX decision_holder ON decision (holder_issuer, holder_subject, in_force_on) WHERE what <> 'settings' AND state = 'approved';

-- A decision is answered once and does not change otherwise. The operator's own are not
-- for the service to write. Whoever takes a right away from an administrator leaves
-- another who has it by then; the office's ledger is locked meanwhile, so that two do not
-- remove each other.
-- +goose StatementBegin
CREATE FUNCTION decision_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'decisions are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.state <> 'proposed' OR NEW.state = 'proposed'
       OR to_jsonb(OLD) - '{state,decided_issuer,decided_subject,decided_name,decided_at,answer,in_force_on}'::text[]
       <> to_jsonb(NEW) - '{state,decided_issuer,decided_subject,decided_name,decided_at,answer,in_force_on}'::text[]) THEN
        RAISE EXCEPTION 'a decision is answered once and does not change otherwise' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' AND (NEW.state <> 'approved' OR NEW.decided_subject IS NOT NULL) THEN
            RAISE EXCEPTION 'a decision begins as proposed, or is approved where one person is enough' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.proposed_subject IS NULL AND (NEW.what <> 'grant' OR current_user = 'sportello_service') THEN
            RAISE EXCEPTION 'the operator gives rights at the command line, and nothing else' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'approved' AND NEW.what = 'revoke' AND NEW.scope = 'office:manage' THEN
        PERFORM FROM ledger WHERE office_id = NEW.office_id FOR UPDATE;
        IF NOT EXISTS (
            SELECT FROM (
                SELECT DISTINCT ON (holder_issuer, holder_subject) what, in_force_on FROM decision
                WHERE office_id = NEW.office_id AND scope = 'office:manage' AND state = 'approved'
                  AND (holder_issuer, holder_subject) IS DISTINCT FROM (NEW.holder_issuer, NEW.holder_subject)
                ORDER BY holder_issuer, holder_subject, in_force_on DESC, decided_at DESC) others
            WHERE what = 'grant' AND in_force_on <= NEW.in_force_on) THEN
            RAISE EXCEPTION 'the last administrator of the office stays' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'last_administrator';
        END IF;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER decision_changes BEFORE INSERT OR UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION decision_changes();
CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION append_only();

GRANT SELECT, INSERT ON decision TO sportello_service;
GRANT UPDATE (state, decided_issuer, decided_subject, decided_name, decided_at, answer, in_force_on) ON decision TO sportello_service;
