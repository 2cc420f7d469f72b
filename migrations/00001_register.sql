-- The population register. Every fact is dated twice: valid_from/valid_to is when
-- it was so, recorded_at/retired_at is when the register knew it. A row is never
-- changed but to retire it: what has ended is retired and recorded anew with its
-- end, so that the register can be read as it was known at any moment. Of the facts
-- that are not retired, no two contradict each other on any day. A fact whose
-- beginning is not recorded is valid from -infinity.

-- +goose Up

-- Whether a fact held on a day, as far as was known at a moment.
CREATE FUNCTION held(valid_from date, valid_to date, recorded_at timestamptz, retired_at timestamptz, day date, known timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN valid_from <= day AND (valid_to IS NULL OR valid_to > day) AND recorded_at <= known AND (retired_at IS NULL OR retired_at > known);

CREATE TABLE office (
    office_id    text PRIMARY KEY CHECK (office_id ~ '^[A-Z][0-9]{3}$'),
    name         text NOT NULL CHECK (name <> ''),
    alternative  text NOT NULL DEFAULT '',
    province     text NOT NULL DEFAULT '',
    department   text NOT NULL DEFAULT '',
    address      text NOT NULL DEFAULT '',
    contact      text NOT NULL DEFAULT '',
    coat_of_arms bytea,
    basis        text NOT NULL CHECK (basis IN ('demo', 'local', 'national')),
    languages    text[] NOT NULL DEFAULT '{it}' CHECK ('it' = ANY (languages)),
    recorded_at  timestamptz NOT NULL DEFAULT now()
);

-- Municipalities past and present, and foreign states.
CREATE TABLE place (
    place_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           text NOT NULL CHECK (kind IN ('municipality', 'state')),
    code           text NOT NULL,             -- cadastral code, Znnn for a state; '' where the source has none
    source_id      text NOT NULL,             -- identity of the row in the official archive
    istat          text NOT NULL DEFAULT '',
    iso            text NOT NULL DEFAULT '',  -- ISO 3166-1 alpha-3 of a state
    name           text NOT NULL,
    transliterated text NOT NULL DEFAULT '',
    alternative    text NOT NULL DEFAULT '',
    province       text NOT NULL DEFAULT '',
    valid_from     date NOT NULL,
    valid_to       date,                      -- exclusive
    UNIQUE (kind, source_id)
);
CREATE INDEX place_code ON place (code, valid_from);

CREATE TABLE person (
    person_id   uuid PRIMARY KEY,
    office_id   text NOT NULL,
    number      text NOT NULL CHECK (number <> ''),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (office_id, number)
);

CREATE TABLE household (
    household_id uuid PRIMARY KEY,
    office_id    text NOT NULL,
    number       text NOT NULL CHECK (number <> ''),
    kind         text NOT NULL CHECK (kind IN ('family', 'community', 'abroad')),
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (office_id, number)
);

-- Who a person is. An unknown day or month of birth is stored as the first, with
-- birth_precision saying how much is known.
CREATE TABLE person_identity (
    fact_id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id         uuid NOT NULL,
    office_id         text NOT NULL,
    surname           text NOT NULL,
    given_name        text NOT NULL,
    surname_latin     text NOT NULL DEFAULT '',
    given_name_latin  text NOT NULL DEFAULT '',
    sex               text NOT NULL CHECK (sex IN ('M', 'F')),
    birth_date        date,
    birth_precision   text CHECK (birth_precision IN ('day', 'month', 'year')),
    birth_kind        text NOT NULL CHECK (birth_kind IN ('municipality', 'abroad', 'exceptional')),
    birth_code        text NOT NULL DEFAULT '',
    birth_place       text NOT NULL DEFAULT '',
    birth_alternative text NOT NULL DEFAULT '',
    birth_province    text NOT NULL DEFAULT '',
    birth_state       text NOT NULL DEFAULT '',
    fiscal_code       text CHECK (fiscal_code ~ '^([A-Z0-9]{16}|[0-9]{11})$'),
    code_validated    boolean NOT NULL DEFAULT false,
    valid_from        date NOT NULL,
    valid_to          date CHECK (valid_to > valid_from),
    recorded_at       timestamptz NOT NULL,
    retired_at        timestamptz CHECK (retired_at >= recorded_at),
    CHECK ((birth_date IS NULL) = (birth_precision IS NULL)),
    CHECK (fiscal_code IS NOT NULL OR NOT code_validated)
);
CREATE INDEX person_identity_person ON person_identity (person_id, valid_from);
CREATE UNIQUE INDEX person_identity_current ON person_identity (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;
CREATE INDEX person_identity_code ON person_identity (fiscal_code) WHERE valid_to IS NULL AND retired_at IS NULL;

-- How the record stands, and what may be certified about the person.
CREATE TABLE person_standing (
    fact_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id      uuid NOT NULL,
    office_id      text NOT NULL,
    state          text NOT NULL CHECK (state IN ('resident', 'abroad', 'dead', 'removed', 'duplicate')),
    reason         text NOT NULL DEFAULT '',
    certifiability smallint NOT NULL CHECK (certifiability BETWEEN 0 AND 4),
    valid_from     date NOT NULL,
    valid_to       date CHECK (valid_to > valid_from),
    recorded_at    timestamptz NOT NULL,
    retired_at     timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX person_standing_person ON person_standing (person_id, valid_from);
CREATE UNIQUE INDEX person_standing_current ON person_standing (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

CREATE TABLE person_residence (
    fact_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    uuid NOT NULL,
    office_id    text NOT NULL,
    street       text NOT NULL,
    house_number text NOT NULL DEFAULT '',
    internal     text NOT NULL DEFAULT '',
    hamlet       text NOT NULL DEFAULT '',
    postal_code  text NOT NULL DEFAULT '',
    municipality text NOT NULL,
    alternative  text NOT NULL DEFAULT '',
    province     text NOT NULL DEFAULT '',
    state        text NOT NULL DEFAULT '',
    consulate    text NOT NULL DEFAULT '',
    valid_from   date NOT NULL,
    valid_to     date CHECK (valid_to > valid_from),
    recorded_at  timestamptz NOT NULL,
    retired_at   timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX person_residence_person ON person_residence (person_id, valid_from);
CREATE UNIQUE INDEX person_residence_current ON person_residence (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

CREATE TABLE person_civil_status (
    fact_id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id               uuid NOT NULL,
    office_id               text NOT NULL,
    code                    smallint NOT NULL CHECK (code IN (1, 2, 3, 4, 6, 7, 8, 9)),
    partner_surname         text NOT NULL DEFAULT '',
    partner_given_name      text NOT NULL DEFAULT '',
    partner_surname_latin   text NOT NULL DEFAULT '',
    partner_given_latin     text NOT NULL DEFAULT '',
    partner_birth_date      date,
    partner_birth_precision text CHECK (partner_birth_precision IN ('day', 'month', 'year')),
    event_date              date,
    event_precision         text CHECK (event_precision IN ('day', 'month', 'year')),
    event_place             text NOT NULL DEFAULT '',
    valid_from              date NOT NULL,
    valid_to                date CHECK (valid_to > valid_from),
    recorded_at             timestamptz NOT NULL,
    retired_at              timestamptz CHECK (retired_at >= recorded_at),
    CHECK ((partner_birth_date IS NULL) = (partner_birth_precision IS NULL)),
    CHECK ((event_date IS NULL) = (event_precision IS NULL))
);
CREATE INDEX person_civil_status_person ON person_civil_status (person_id, valid_from);
CREATE UNIQUE INDEX person_civil_status_current ON person_civil_status (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

CREATE TABLE person_citizenship (
    fact_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   uuid NOT NULL,
    office_id   text NOT NULL,
    state       text NOT NULL CHECK (state ~ '^[A-Z]{3}$'),
    name        text NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date CHECK (valid_to > valid_from),
    recorded_at timestamptz NOT NULL,
    retired_at  timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX person_citizenship_person ON person_citizenship (person_id, valid_from);
CREATE UNIQUE INDEX person_citizenship_current ON person_citizenship (person_id, state) WHERE valid_to IS NULL AND retired_at IS NULL;

-- Procedures that are open on a record; valid_to is the day on which one closed.
CREATE TABLE person_procedure (
    fact_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   uuid NOT NULL,
    office_id   text NOT NULL,
    kind        text NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date CHECK (valid_to >= valid_from),
    recorded_at timestamptz NOT NULL,
    retired_at  timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX person_procedure_person ON person_procedure (person_id, valid_from);

-- Civil-status acts, of each kind the one that counts. A birth act is valid from the
-- first day of its year, that of a marriage or union with the civil status that it
-- stands behind.
CREATE TABLE civil_act (
    fact_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    uuid NOT NULL,
    office_id    text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('birth', 'marriage', 'union', 'death')),
    municipality text NOT NULL,
    year         smallint NOT NULL,
    part         text NOT NULL DEFAULT '',
    series       text NOT NULL DEFAULT '',
    number       text NOT NULL,
    act_office   text NOT NULL DEFAULT '',
    valid_from   date NOT NULL,
    valid_to     date CHECK (valid_to > valid_from),
    recorded_at  timestamptz NOT NULL,
    retired_at   timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX civil_act_person ON civil_act (person_id, kind, valid_from);
CREATE UNIQUE INDEX civil_act_current ON civil_act (person_id, kind) WHERE valid_to IS NULL AND retired_at IS NULL;

-- What may be certified about a household, and what a community is called.
CREATE TABLE household_state (
    fact_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    household_id   uuid NOT NULL,
    office_id      text NOT NULL,
    certifiable    boolean NOT NULL,
    complete       boolean NOT NULL,
    name           text NOT NULL DEFAULT '',
    community_kind smallint NOT NULL DEFAULT 0 CHECK (community_kind BETWEEN 0 AND 6),
    valid_from     date NOT NULL,
    valid_to       date CHECK (valid_to > valid_from),
    recorded_at    timestamptz NOT NULL,
    retired_at     timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX household_state_household ON household_state (household_id, valid_from);
CREATE UNIQUE INDEX household_state_current ON household_state (household_id) WHERE valid_to IS NULL AND retired_at IS NULL;

CREATE TABLE household_member (
    fact_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    household_id uuid NOT NULL,
    person_id    uuid NOT NULL,
    office_id    text NOT NULL,
    relationship smallint NOT NULL,
    valid_from   date NOT NULL,
    valid_to     date CHECK (valid_to > valid_from),
    recorded_at  timestamptz NOT NULL,
    retired_at   timestamptz CHECK (retired_at >= recorded_at)
);
CREATE INDEX household_member_household ON household_member (household_id, valid_from);
CREATE INDEX household_member_person ON household_member (person_id, valid_from);
CREATE UNIQUE INDEX household_member_current ON household_member (person_id) WHERE valid_to IS NULL AND retired_at IS NULL;

-- The rules of all these tables. Whose a row is, is checked for the rows of a
-- statement together: a foreign key asks for each row by itself, which doubles the
-- time of a load.
-- +goose StatementBegin
CREATE FUNCTION record_of_office() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN office o USING (office_id) WHERE o.office_id IS NULL) THEN
        RAISE EXCEPTION 'a record in % is of no office', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION fact_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN person p USING (person_id, office_id) WHERE p.person_id IS NULL) THEN
        RAISE EXCEPTION 'a fact in % is of no person of its office', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION fact_of_household() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added LEFT JOIN household h USING (household_id, office_id) WHERE h.household_id IS NULL) THEN
        RAISE EXCEPTION 'a fact in % is of no household of its office', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION retire_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.retired_at IS NULL
       AND to_jsonb(OLD) - 'retired_at' = to_jsonb(NEW) - 'retired_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a fact in % is never changed or deleted, only retired once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a record in % is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY '{person, household}'::text[] LOOP
        EXECUTE format('CREATE TRIGGER of_office AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION record_of_office()', t);
        EXECUTE format('CREATE TRIGGER never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION never_changes()', t);
    END LOOP;
    FOREACH t IN ARRAY '{person_identity, person_standing, person_residence, person_civil_status, person_citizenship, person_procedure, civil_act, household_state, household_member}'::text[] LOOP
        EXECUTE format('CREATE TRIGGER retire_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION retire_only()', t);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I EXECUTE FUNCTION never_changes()', t);
        IF t <> 'household_state' THEN
            EXECUTE format('CREATE TRIGGER of_person AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION fact_of_person()', t);
        END IF;
        IF t LIKE 'household%' THEN
            EXECUTE format('CREATE TRIGGER of_household AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION fact_of_household()', t);
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON office EXECUTE FUNCTION never_changes();
CREATE TRIGGER never_renamed BEFORE UPDATE ON office FOR EACH ROW WHEN (NEW.office_id <> OLD.office_id) EXECUTE FUNCTION never_changes();
