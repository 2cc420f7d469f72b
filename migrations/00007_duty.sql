-- How the stamp duty on each certificate is settled, and the online payments. The
-- constraints repeat the rules: a stamp and a payment are good for one certificate, and
-- nothing is issued that is neither exempt nor paid.

-- +goose Up

-- An online payment of the stamp duty on one certificate. order_digest is that of the
-- content that was ordered; refund says why money goes back.
CREATE TABLE payment (
    payment_id     uuid PRIMARY KEY,
    office_id      text NOT NULL REFERENCES office,
    person_id      uuid NOT NULL REFERENCES person,
    requester_kind text NOT NULL,
    requester_id   text NOT NULL,
    requester_acr  text NOT NULL DEFAULT '',
    channel        text NOT NULL,
    request        text NOT NULL,
    key            text NOT NULL CHECK (key <> ''),
    key_digest     bytea NOT NULL CHECK (octet_length(key_digest) = 32),
    order_digest   bytea NOT NULL CHECK (octet_length(order_digest) = 32),
    amount         integer NOT NULL CHECK (amount > 0),
    state          text NOT NULL CHECK (state IN ('created', 'paid', 'failed', 'expired', 'refunded')),
    reference      text UNIQUE CHECK (reference <> ''),
    checkout       text,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL CHECK (expires_at > created_at),
    paid_at        timestamptz,
    receipt        text,
    refund         text CHECK (refund IN ('late', 'refused', 'changed', 'amount')),
    ended_at       timestamptz,
    asked_at       timestamptz, -- when it was last looked at by the sweep
    CHECK ((reference IS NULL) = (checkout IS NULL)),
    CHECK ((paid_at IS NULL) = (state IN ('created', 'failed', 'expired'))),
    CHECK (paid_at IS NULL OR reference IS NOT NULL),
    CHECK (receipt IS NULL OR paid_at IS NOT NULL),
    CHECK (refund IS NULL OR paid_at IS NOT NULL),
    CHECK (state <> 'refunded' OR refund IS NOT NULL),
    CHECK (state NOT IN ('failed', 'expired', 'refunded') OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX payment_key ON payment (requester_kind, requester_id, key) WHERE state = 'created' OR (state = 'paid' AND refund IS NULL);
CREATE UNIQUE INDEX payment_open ON payment (requester_kind, requester_id, key_digest, order_digest) WHERE state = 'created';
CREATE INDEX payment_due ON payment (asked_at) WHERE state <> 'refunded';

-- Every step of a payment, written by the trigger below.
CREATE TABLE payment_event (
    payment_id uuid NOT NULL REFERENCES payment,
    office_id  text NOT NULL REFERENCES office,
    number     integer NOT NULL CHECK (number > 0),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    state      text NOT NULL,
    reference  text,
    refund     text,
    PRIMARY KEY (payment_id, number)
);
CREATE TRIGGER payment_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_event FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- How the duty on a certificate is settled; written with its reservation. failed
-- follows the certificate's, so that a stamp or payment can be used again.
CREATE TABLE certificate_duty (
    certificate_id uuid PRIMARY KEY REFERENCES certificate,
    office_id      text NOT NULL REFERENCES office,
    exemption      smallint CHECK (exemption > 0),
    ground         text CHECK (length(ground) BETWEEN 1 AND 256),
    means          text CHECK (means IN ('stamp', 'virtual', 'online')),
    amount         integer NOT NULL CHECK (amount >= 0),
    fee            integer NOT NULL CHECK (fee >= 0),
    stamp          text CHECK (stamp ~ '^[0-9]{14}$'),
    stamp_on       date,
    authorisation  text CHECK (authorisation <> ''),
    payment_id     uuid REFERENCES payment,
    failed         boolean NOT NULL DEFAULT false,
    CHECK ((exemption IS NULL) = (means IS NOT NULL)),
    CHECK (CASE WHEN means IS NULL THEN amount = 0 ELSE amount >= 1600 END), -- what it is since 2013; it was never lowered
    CHECK (ground IS NULL OR exemption IS NOT NULL),
    CHECK ((stamp IS NOT NULL) = (means IS NOT DISTINCT FROM 'stamp')),
    CHECK ((stamp_on IS NULL) = (stamp IS NULL)),
    CHECK ((authorisation IS NOT NULL) = (means IS NOT DISTINCT FROM 'virtual')),
    CHECK ((payment_id IS NOT NULL) = (means IS NOT DISTINCT FROM 'online'))
);
CREATE UNIQUE INDEX stamp_used ON certificate_duty (stamp) WHERE NOT failed;
CREATE UNIQUE INDEX payment_used ON certificate_duty (payment_id) WHERE NOT failed;

-- A duty is settled with the reservation of its certificate. A payment counts while it is
-- paid and nothing goes back, for a certificate about the person for whom it was ordered and
-- to who has ordered it. The row is locked, so that it is not given back while a certificate
-- takes it.
-- +goose StatementBegin
CREATE FUNCTION duty_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the record of a stamp duty is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'failed' <> to_jsonb(NEW) - 'failed' OR OLD.failed OR NOT NEW.failed
           OR NOT EXISTS (SELECT FROM certificate WHERE certificate_id = NEW.certificate_id AND state = 'failed') THEN
            RAISE EXCEPTION 'the record of a stamp duty fails with its certificate and does not change otherwise' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM certificate WHERE certificate_id = NEW.certificate_id AND office_id = NEW.office_id AND state = 'issuing') THEN
        RAISE EXCEPTION 'a stamp duty is settled before its certificate is issued, by its office' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.payment_id IS NOT NULL THEN
        PERFORM FROM payment p JOIN certificate c USING (office_id, person_id, requester_kind, requester_id)
        WHERE p.payment_id = NEW.payment_id AND c.certificate_id = NEW.certificate_id AND p.state = 'paid' AND p.refund IS NULL AND p.amount = NEW.amount FOR UPDATE OF p;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the payment does not count' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_counts';
        END IF;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER duty_changes BEFORE INSERT OR UPDATE OR DELETE ON certificate_duty FOR EACH ROW EXECUTE FUNCTION duty_changes();
CREATE TRIGGER duty_no_truncate BEFORE TRUNCATE ON certificate_duty FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Nothing is issued that is neither exempt nor paid, and what failed has used nothing.
-- +goose StatementBegin
CREATE FUNCTION certificate_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'failed' THEN
        UPDATE certificate_duty SET failed = true WHERE certificate_id = NEW.certificate_id;
    ELSIF NOT EXISTS (SELECT FROM certificate_duty d LEFT JOIN payment p USING (payment_id)
        WHERE d.certificate_id = NEW.certificate_id AND NOT d.failed AND (d.payment_id IS NULL OR (p.state = 'paid' AND p.refund IS NULL))) THEN
        RAISE EXCEPTION 'the certificate is neither exempt from stamp duty nor is it paid' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER certificate_settles AFTER UPDATE OF state ON certificate FOR EACH ROW WHEN (OLD.state = 'issuing') EXECUTE FUNCTION certificate_settles();

-- A payment goes the way of its states. What came too late goes back, and nothing goes
-- back that a certificate has taken.
-- +goose StatementBegin
CREATE FUNCTION payment_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'payments are never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'created' THEN
            RAISE EXCEPTION 'a payment begins as created' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.payment_id, OLD.office_id, OLD.person_id, OLD.requester_kind, OLD.requester_id, OLD.requester_acr, OLD.channel, OLD.request,
        OLD.key, OLD.key_digest, OLD.order_digest, OLD.amount, OLD.created_at)
       IS DISTINCT FROM
       (NEW.payment_id, NEW.office_id, NEW.person_id, NEW.requester_kind, NEW.requester_id, NEW.requester_acr, NEW.channel, NEW.request,
        NEW.key, NEW.key_digest, NEW.order_digest, NEW.amount, NEW.created_at)
       OR (OLD.reference IS NOT NULL AND (OLD.reference, OLD.checkout, OLD.expires_at) IS DISTINCT FROM (NEW.reference, NEW.checkout, NEW.expires_at))
       OR (OLD.paid_at IS NOT NULL AND (OLD.paid_at, OLD.receipt) IS DISTINCT FROM (NEW.paid_at, NEW.receipt))
       OR (OLD.refund IS NOT NULL AND OLD.refund IS DISTINCT FROM NEW.refund) THEN
        RAISE EXCEPTION 'what is recorded of a payment does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = NEW.state AND OLD.refund IS NOT DISTINCT FROM NEW.refund THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('created', 'paid'), ('created', 'failed'), ('created', 'expired'), ('failed', 'paid'), ('expired', 'paid'), ('paid', 'paid'), ('paid', 'refunded')) THEN
        RAISE EXCEPTION 'a payment cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('failed', 'expired') AND NEW.refund IS NULL THEN
        RAISE EXCEPTION 'money that came too late goes back' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'paid' AND EXISTS (SELECT FROM certificate_duty WHERE payment_id = NEW.payment_id AND NOT failed) THEN
        RAISE EXCEPTION 'a certificate has taken the payment' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'payment_taken';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER payment_changes BEFORE INSERT OR UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION payment_changes();
CREATE TRIGGER payment_no_truncate BEFORE TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- The history is written by the trigger alone, with the rights of its owner.
-- +goose StatementBegin
CREATE FUNCTION payment_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO payment_event (payment_id, office_id, number, state, reference, refund)
    SELECT NEW.payment_id, NEW.office_id, 1 + count(*), NEW.state, NEW.reference, NEW.refund FROM payment_event WHERE payment_id = NEW.payment_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER payment_begins AFTER INSERT ON payment FOR EACH ROW EXECUTE FUNCTION payment_history();
CREATE TRIGGER payment_goes_on AFTER UPDATE ON payment FOR EACH ROW
    WHEN ((OLD.state, OLD.reference, OLD.refund) IS DISTINCT FROM (NEW.state, NEW.reference, NEW.refund)) EXECUTE FUNCTION payment_history();

GRANT SELECT, INSERT ON payment, certificate_duty TO sportello_service;
GRANT SELECT ON payment_event TO sportello_service;
GRANT UPDATE (state, reference, checkout, expires_at, paid_at, receipt, refund, ended_at, asked_at) ON payment TO sportello_service;
GRANT UPDATE (failed) ON certificate_duty TO sportello_service;
