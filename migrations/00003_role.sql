-- The role under which the service works. It can append to the audit trail and
-- change a certificate's state; it can change or remove nothing that is evidence.
-- The login of the service must be a member of it; docs/operations.md.

-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    -- Looked for first: a login that may not create roles may not even try.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sportello_service') THEN
        CREATE ROLE sportello_service NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL; -- another database of the cluster was faster
END $$;
-- +goose StatementEnd
GRANT USAGE ON SCHEMA public TO sportello_service;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO sportello_service;
GRANT INSERT ON certificate, audit_event TO sportello_service;
GRANT UPDATE (state, sealed, sealed_digest, issued_at, failure, failed_at, withdrawal_reason, withdrawn_by, withdrawn_at) ON certificate TO sportello_service;
GRANT UPDATE (audit_seq, audit_hash) ON ledger TO sportello_service;
GRANT INSERT ON certificate_number TO sportello_service;
GRANT UPDATE (last) ON certificate_number TO sportello_service;
