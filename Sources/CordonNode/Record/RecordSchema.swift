/// The tables of a node's record of questions. The record's version is the number of scripts that made it.
enum RecordSchema {
    static let scripts = [questions, declined, answeredSets, decisions, siteReleases]

    private static let questions = """
        CREATE TABLE question (
            hash TEXT PRIMARY KEY,
            state TEXT NOT NULL,
            told INTEGER NOT NULL,
            refusal_code TEXT,
            refusal_message TEXT,
            refusal_hint TEXT,
            -- The documents as they arrived.
            question BLOB NOT NULL,
            permit BLOB NOT NULL,
            dispatch BLOB NOT NULL,
            received INTEGER NOT NULL,
            -- What the documents say, for people and against replays.
            expires INTEGER,
            signer TEXT,
            nonce TEXT,
            researcher TEXT,
            study TEXT,
            sql TEXT,
            -- The answer: the sealed envelope until it expires, and what the hospital's own administrator may see for ever.
            snapshot TEXT,
            sealed BLOB,
            sealed_bytes INTEGER,
            gated BLOB,
            layout TEXT
        ) STRICT;
        -- One researcher's nonce stands for one question.
        CREATE UNIQUE INDEX question_nonce ON question (signer, nonce) WHERE nonce IS NOT NULL;
        CREATE INDEX question_received ON question (received);
        CREATE TABLE step (
            question TEXT NOT NULL REFERENCES question (hash),
            at INTEGER NOT NULL,
            event TEXT NOT NULL,
            state TEXT NOT NULL
        ) STRICT;
        CREATE INDEX step_question ON step (question);
        CREATE TABLE switch (
            name TEXT PRIMARY KEY,
            changed INTEGER NOT NULL
        ) STRICT;
        """

    /// Deliveries that were refused and not stored.
    private static let declined = """
        CREATE TABLE declined (
            hash TEXT PRIMARY KEY,
            code TEXT NOT NULL,
            reason TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            times INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX declined_last ON declined (last);
        -- Version 1 stored deliveries before it verified them.
        INSERT INTO declined
            SELECT hash, coalesce(refusal_code, 'document-invalid'), coalesce(refusal_message, ''), received, received, 1
            FROM question WHERE signer IS NULL;
        DELETE FROM step WHERE question IN (SELECT hash FROM question WHERE signer IS NULL);
        DELETE FROM question WHERE signer IS NULL;
        """

    /// What people decide, and what the node's policy counts.
    private static let decisions = """
        ALTER TABLE question ADD COLUMN computing_ms INTEGER NOT NULL DEFAULT 0;
        -- Since when it waits for a person.
        ALTER TABLE question ADD COLUMN held INTEGER;
        CREATE TABLE decision (
            question TEXT PRIMARY KEY REFERENCES question (hash),
            -- The reason of a rejection, for the researcher; NULL where it is approved.
            rejection TEXT,
            at INTEGER NOT NULL
        ) STRICT;
        -- What would leave, of questions that are held or approved.
        CREATE TABLE preview (
            question TEXT PRIMARY KEY REFERENCES question (hash),
            gated BLOB NOT NULL,
            layout TEXT NOT NULL
        ) STRICT;
        CREATE TABLE remark (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT;
        """

    /// What was released under a site floor: of each part of a question the cells, as the coordinator's ledger keeps those of merged answers.
    private static let siteReleases = """
        CREATE TABLE site_release (
            question TEXT NOT NULL REFERENCES question (hash),
            part INTEGER NOT NULL,
            boundary BLOB NOT NULL,
            PRIMARY KEY (question, part)
        ) STRICT;
        """

    /// Who is behind what was answered. Patients have numbers of the hospital's own: whole keys from 0 to 2^31 - 1 are their own numbers, others
    /// get one from 2^31 on.
    private static let answeredSets = """
        CREATE TABLE answered_set (
            question TEXT NOT NULL REFERENCES question (hash),
            part INTEGER NOT NULL,
            -- The group's name, and the number of the set.
            name BLOB NOT NULL,
            number INTEGER NOT NULL,
            -- What is told of it: 'counted', 'measured' of anything, or 'measured NAME' of a column.
            kind TEXT NOT NULL,
            members BLOB NOT NULL
        ) STRICT;
        CREATE INDEX answered_set_question ON answered_set (question);
        CREATE INDEX question_study ON question (study);
        CREATE TABLE patient_number (
            key TEXT PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE
        ) STRICT, WITHOUT ROWID;
        """
}
