-- What citizens tell their office about the register's data of them, and its answers.

-- +goose Up

-- A remark is open until it has an answer; neither is ever changed. number is that of the
-- office and year, without gaps. key tells a second sending of the same form from a second
-- remark.
CREATE TABLE remark (
    remark_id uuid PRIMARY KEY,
    office_id text NOT NULL REFERENCES office,
    year      smallint NOT NULL CHECK (year BETWEEN 2000 AND 9999),
    serial    bigint NOT NULL CHECK (serial > 0),
    person_id uuid NOT NULL REFERENCES person,
    key       text NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    about     text NOT NULL CHECK (about ~ '^[a-z]+$'),
    wrong     text NOT NULL CHECK (char_length(wrong) BETWEEN 1 AND 600),
    correct   text NOT NULL CHECK (char_length(correct) BETWEEN 1 AND 600),
    reach     text CHECK (char_length(reach) BETWEEN 1 AND 200),
    made_at   timestamptz NOT NULL,
    CONSTRAINT remark_number UNIQUE (office_id, year, serial),
    CONSTRAINT remark_key UNIQUE (person_id, key)
);
CREATE INDEX remark_office ON remark (office_id, remark_id DESC);
CREATE INDEX remark_person ON remark (person_id, remark_id DESC);

CREATE TABLE remark_answer (
    remark_id   uuid PRIMARY KEY REFERENCES remark,
    office_id   text NOT NULL REFERENCES office,
    answer      text NOT NULL CHECK (char_length(answer) BETWEEN 1 AND 2000),
    answered_by text NOT NULL CHECK (answered_by <> ''),
    answered_at timestamptz NOT NULL
);

-- A remark goes to the person's own office, under the next number, and is one of at most
-- ten that are open.
-- +goose StatementBegin
CREATE FUNCTION remark_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('remarks ' || NEW.office_id, 0)); -- two at once take turns
    IF NOT EXISTS (SELECT FROM person WHERE person_id = NEW.person_id AND office_id = NEW.office_id) THEN
        RAISE EXCEPTION 'a remark goes to the office of its person' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.serial <> 1 + (SELECT coalesce(max(serial), 0) FROM remark WHERE office_id = NEW.office_id AND year = NEW.year) THEN
        RAISE EXCEPTION 'a remark has the next number' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (SELECT count(*) FROM remark r WHERE r.person_id = NEW.person_id AND NOT EXISTS (SELECT FROM remark_answer a WHERE a.remark_id = r.remark_id)) >= 10 THEN
        RAISE EXCEPTION 'a person has ten open remarks' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'remarks_open';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION answer_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM remark WHERE remark_id = NEW.remark_id AND office_id = NEW.office_id AND made_at <= NEW.answered_at) THEN
        RAISE EXCEPTION 'an answer is that of the office of its remark, and comes after it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER remark_fits BEFORE INSERT ON remark FOR EACH ROW EXECUTE FUNCTION remark_fits();
CREATE TRIGGER answer_fits BEFORE INSERT ON remark_answer FOR EACH ROW EXECUTE FUNCTION answer_fits();
CREATE TRIGGER remark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON remark FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER answer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON remark_answer FOR EACH STATEMENT EXECUTE FUNCTION append_only();

GRANT SELECT, INSERT ON remark, remark_answer TO sportello_service;
