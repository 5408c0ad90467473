/// The tables of a node's record of questions.
enum RecordSchema {
    static let version = 1

    static let text = """
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
            -- Known once the documents are verified.
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
}
