-- What is counted of a certificate, so that an office's month is read from there and not
-- looked up in the register for each.

-- +goose Up

-- One row per certificate that has left its office, withdrawn or not; written by the trigger
-- below when it is issued. abroad is whether the subject's record was among those of
-- Italians abroad, kind is 0 for several in one, exemption 0 for none.
CREATE TABLE certificate_counted (
    office_id      text NOT NULL REFERENCES office,
    issued_on      date NOT NULL,
    certificate_id uuid NOT NULL REFERENCES certificate,
    abroad         boolean NOT NULL,
    kind           smallint NOT NULL CHECK (kind >= 0),
    use            text NOT NULL,
    exemption      smallint NOT NULL CHECK (exemption >= 0),
    stamped        boolean NOT NULL,
    PRIMARY KEY (office_id, issued_on, certificate_id)
);
CREATE TRIGGER counted_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_counted FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- What a certificate counts as: by the register as it stood on the day of issue and was
-- known when the number was reserved. What was issued before there was duty has no record
-- of it, and was neither stamped nor exempt.
CREATE VIEW certificate_counts AS
    SELECT c.office_id, c.issued_on, c.certificate_id, coalesce(s.state = 'abroad', false) AS abroad,
        CASE WHEN cardinality(c.kinds) = 1 THEN c.kinds[1] ELSE 0 END AS kind, c.use, coalesce(d.exemption, 0) AS exemption, d.means IS NOT NULL AS stamped
    FROM certificate c LEFT JOIN certificate_duty d ON d.certificate_id = c.certificate_id LEFT JOIN LATERAL (
        SELECT f.state FROM person_standing f
        WHERE f.person_id = c.person_id AND held(f.valid_from, f.valid_to, f.recorded_at, f.retired_at, c.issued_on, c.reserved_at)
        ORDER BY f.valid_from DESC LIMIT 1) s ON true;

INSERT INTO certificate_counted SELECT * FROM certificate_counts WHERE certificate_id IN (SELECT certificate_id FROM certificate WHERE state IN ('issued', 'withdrawn'));

-- Counted by the trigger alone, with the rights of its owner.
-- +goose StatementBegin
CREATE FUNCTION count_certificate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO certificate_counted SELECT * FROM certificate_counts WHERE certificate_id = NEW.certificate_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER count_certificate AFTER UPDATE OF state ON certificate FOR EACH ROW WHEN (NEW.state = 'issued') EXECUTE FUNCTION count_certificate();

DROP INDEX certificate_issued_on; -- it was for the counts

GRANT SELECT ON certificate_counted TO sportello_service;
