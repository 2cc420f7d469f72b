-- A citizen is told that his office has answered a remark of his.

-- +goose Up

-- A notice is about a certificate or about a remark. It holds identities and no data.
ALTER TABLE notice
    ALTER COLUMN certificate_id DROP NOT NULL,
    ADD COLUMN remark_id uuid REFERENCES remark,
    ADD CONSTRAINT notice_remark_once UNIQUE (person_id, kind, remark_id),
    ADD CONSTRAINT notice_about_one CHECK (num_nonnulls(certificate_id, remark_id) = 1 AND (kind = 'remark.answered') = (remark_id IS NOT NULL));

-- What is told of a remark is told of one that is answered, to whom has made it.
-- +goose StatementBegin
CREATE FUNCTION tells_of_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM remark r JOIN remark_answer a USING (remark_id, office_id)
            WHERE r.remark_id = NEW.remark_id AND r.office_id = NEW.office_id AND r.person_id = NEW.person_id AND a.answered_at = NEW.at) THEN
        RAISE EXCEPTION 'a notice does not fit its remark' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
DROP TRIGGER notice_fits ON notice;
CREATE TRIGGER notice_fits BEFORE INSERT ON notice FOR EACH ROW WHEN (NEW.remark_id IS NULL) EXECUTE FUNCTION tells_of_certificate();
CREATE TRIGGER notice_fits_answer BEFORE INSERT ON notice FOR EACH ROW WHEN (NEW.remark_id IS NOT NULL) EXECUTE FUNCTION tells_of_answer();
