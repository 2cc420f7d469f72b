-- Facts that the rule book asks for: death, the cohabitation contract, the electoral
-- archive, and what no certificate may state. They are dated, retired and kept as those
-- of 00001.

-- +goose Up

-- The two halves of held: that a fact was known at a moment, on whatever day it held,
-- and that it held on a day, whenever that was known.
CREATE FUNCTION recorded(recorded_at timestamptz, retired_at timestamptz, known timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN recorded_at <= known AND (retired_at IS NULL OR retired_at > known);

CREATE FUNCTION lasted(valid_from date, valid_to date, day date)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN valid_from <= day AND (valid_to IS NULL OR valid_to > day);

-- Since when the office's own data go (subentro), and whom to ask about what was before.
ALTER TABLE office
    ADD COLUMN data_from date,
    ADD COLUMN archive   text NOT NULL DEFAULT '';

-- That a person died. The act that records it is in civil_act, of kind 'death'.
CREATE TABLE person_death (
    fact_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id       uuid NOT NULL,
    office_id       text NOT NULL,
    death_date      date,
    death_precision text CHECK (death_precision IN ('day', 'month', 'year')),
    place           text NOT NULL DEFAULT '',
    valid_from      date NOT NULL,
    valid_to        date CHECK (valid_to > valid_from),
    recorded_at     timestamptz NOT NULL,
    retired_at      timestamptz CHECK (retired_at >= recorded_at),
    CHECK ((death_date IS NULL) = (death_precision IS NULL))
);
CREATE INDEX person_death_person ON person_death (person_id, valid_from);
CREATE UNIQUE INDEX person_death_current ON person_death (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

-- The cohabitation contract of a person (art. 1 c.50-64 L. 76/2016).
CREATE TABLE person_contract (
    fact_id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id               uuid NOT NULL,
    office_id               text NOT NULL,
    partner_surname         text NOT NULL DEFAULT '',
    partner_given_name      text NOT NULL DEFAULT '',
    partner_surname_latin   text NOT NULL DEFAULT '',
    partner_given_latin     text NOT NULL DEFAULT '',
    partner_birth_date      date,
    partner_birth_precision text CHECK (partner_birth_precision IN ('day', 'month', 'year')),
    partner_code            text CHECK (partner_code ~ '^([A-Z0-9]{16}|[0-9]{11})$'),
    contract_date           date,
    contract_precision      text CHECK (contract_precision IN ('day', 'month', 'year')),
    authenticated_by        text NOT NULL DEFAULT '',
    valid_from              date NOT NULL,
    valid_to                date CHECK (valid_to > valid_from),
    recorded_at             timestamptz NOT NULL,
    retired_at              timestamptz CHECK (retired_at >= recorded_at),
    CHECK ((partner_birth_date IS NULL) = (partner_birth_precision IS NULL)),
    CHECK ((contract_date IS NULL) = (contract_precision IS NULL))
);
CREATE INDEX person_contract_person ON person_contract (person_id, valid_from);
CREATE UNIQUE INDEX person_contract_current ON person_contract (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

-- What the electoral archive says (d.P.R. 223/1967): valid from the day of enrolment.
CREATE TABLE person_electoral (
    fact_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   uuid NOT NULL,
    office_id   text NOT NULL,
    rights      boolean NOT NULL,
    enrolled    boolean NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date CHECK (valid_to > valid_from),
    recorded_at timestamptz NOT NULL,
    retired_at  timestamptz CHECK (retired_at >= recorded_at),
    CHECK (rights OR NOT enrolled)
);
CREATE INDEX person_electoral_person ON person_electoral (person_id, valid_from);
CREATE UNIQUE INDEX person_electoral_current ON person_electoral (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

-- What is held and no certificate may state; no row for who has nothing of it. The
-- arrays are one element for each parent.
CREATE TABLE person_withheld (
    fact_id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id             uuid NOT NULL,
    office_id             text NOT NULL,
    parent_surnames       text[] NOT NULL,
    parent_given_names    text[] NOT NULL,
    parent_surnames_latin text[] NOT NULL,
    parent_given_latin    text[] NOT NULL,
    adopted               boolean NOT NULL,
    anonymous_birth       boolean NOT NULL,
    homeless              boolean NOT NULL,
    occupation            text NOT NULL DEFAULT '',
    study                 text NOT NULL DEFAULT '',
    digital_domicile      text NOT NULL DEFAULT '',
    permit                text NOT NULL DEFAULT '',
    valid_from            date NOT NULL,
    valid_to              date CHECK (valid_to > valid_from),
    recorded_at           timestamptz NOT NULL,
    retired_at            timestamptz CHECK (retired_at >= recorded_at),
    CHECK (cardinality(parent_surnames) = cardinality(parent_given_names) AND cardinality(parent_surnames) = cardinality(parent_surnames_latin)
           AND cardinality(parent_surnames) = cardinality(parent_given_latin))
);
CREATE INDEX person_withheld_person ON person_withheld (person_id, valid_from);
CREATE UNIQUE INDEX person_withheld_current ON person_withheld (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY '{person_death, person_contract, person_electoral, person_withheld}'::text[] LOOP
        EXECUTE format('CREATE TRIGGER retire_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION retire_only()', t);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I EXECUTE FUNCTION never_changes()', t);
        EXECUTE format('CREATE TRIGGER of_person AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION fact_of_person()', t);
    END LOOP;
END $$;
-- +goose StatementEnd
GRANT SELECT ON person_death, person_contract, person_electoral, person_withheld TO sportello_service;
