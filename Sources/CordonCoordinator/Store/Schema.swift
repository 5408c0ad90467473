import CordonDisclosure
import Foundation
import GRDB

/// The tables of the store. Times are milliseconds since 1970.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 first tables") { database in
            for statement in first { try database.execute(sql: statement) }
        }
        migrator.registerMigration("2 replicated tables") { database in
            for column in ["replicated", "vocabularyVersion"] { try database.execute(sql: "ALTER TABLE nodeStatus ADD COLUMN \(column) TEXT") }
        }
        migrator.registerMigration("3 several parts") { database in
            // A JSON list of numbers of the ledger, one for each part of the question.
            try database.execute(sql: "ALTER TABLE question ADD COLUMN ledgerNumbers TEXT")
            try database.execute(sql: "UPDATE question SET ledgerNumbers = '[' || ledger || ']' WHERE ledger IS NOT NULL")
            try database.execute(sql: "ALTER TABLE question DROP COLUMN ledger")
            try database.execute(sql: "ALTER TABLE question RENAME COLUMN ledgerNumbers TO ledger")
        }
        migrator.registerMigration("4 blocked questions") { database in
            // `lifted`: when an operator let the researcher ask again, and why.
            try database.execute(
                sql: """
                    CREATE TABLE blockedQuestion (
                        question TEXT PRIMARY KEY, study TEXT NOT NULL, keyID TEXT NOT NULL, time INTEGER NOT NULL, lifted INTEGER, reason TEXT)
                    STRICT
                    """)
            try database.execute(sql: "CREATE INDEX blockedByResearcher ON blockedQuestion (study, keyID, time)")
        }
        migrator.registerMigration("objections") { database in
            // Whether a list of patients who object was applied to the snapshot; NULL where the node did not say.
            for table in ["nodeStatus", "envelope", "ledgerHospital"] {
                try database.execute(sql: "ALTER TABLE \(table) ADD COLUMN objections INTEGER")
            }
        }
        migrator.registerMigration("borders and held questions") { database in
            for column in ["border", "held"] { try database.execute(sql: "ALTER TABLE nodeStatus ADD COLUMN \(column) TEXT") }
        }
        migrator.registerMigration("revocations") { database in
            try database.execute(
                sql: "CREATE TABLE revocations (place INTEGER PRIMARY KEY CHECK (place = 1), version INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT")
            try database.execute(sql: "ALTER TABLE nodeStatus ADD COLUMN revocationsVersion INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("budget of cells") { database in
            try database.execute(sql: "ALTER TABLE nodeStatus ADD COLUMN patientsMagnitude INTEGER NOT NULL DEFAULT 0")
            // Sets of patients that a release shows and nobody was shown before.
            try database.execute(sql: "ALTER TABLE ledger ADD COLUMN sets INTEGER NOT NULL DEFAULT 0")
            for number in try Int64.fetchAll(database, sql: "SELECT number FROM ledger") {
                let stored = try Data.fetchOne(database, sql: "SELECT boundary FROM ledger WHERE number = ?", arguments: [number]) ?? Data()
                try database.execute(
                    sql: "UPDATE ledger SET sets = ? WHERE number = ?", arguments: [try ReleasedBoundary(stored: stored).newSets, number])
            }
        }
        migrator.registerMigration("clipped values") { database in
            // The release is of values within the catalog's bounds.
            try database.execute(sql: "ALTER TABLE ledger ADD COLUMN clips INTEGER NOT NULL DEFAULT 0")
        }
        return migrator
    }

    private static let first = [
        // What the authority signed, as it travels. One charter is in force; the newest version.
        "CREATE TABLE charter (place INTEGER PRIMARY KEY CHECK (place = 1), version INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT",
        "CREATE TABLE permit (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
        "CREATE TABLE catalog (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
        // Grows with every installed document, so that a running service sees what an operator's command installs.
        "CREATE TABLE documents (place INTEGER PRIMARY KEY CHECK (place = 1), revision INTEGER NOT NULL) STRICT",
        "INSERT INTO documents VALUES (1, 0)",
        // Enrolment: only the token's digest is kept.
        """
        CREATE TABLE enrolmentToken (
            digest TEXT PRIMARY KEY, node TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER) STRICT
        """,
        """
        CREATE TABLE memberCard (
            node TEXT PRIMARY KEY, keyID TEXT NOT NULL, bytes BLOB NOT NULL, received INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE nonce (keyID TEXT NOT NULL, nonce TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (keyID, nonce))
        STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE nodeStatus (
            node TEXT PRIMARY KEY, lastSeen INTEGER NOT NULL, version TEXT NOT NULL, charterVersion INTEGER NOT NULL,
            skew INTEGER NOT NULL, paused INTEGER NOT NULL, snapshotID TEXT, snapshotNumber INTEGER, cutoff TEXT,
            loaded INTEGER, rowsMagnitude INTEGER) STRICT
        """,
        """
        CREATE TABLE question (
            id TEXT PRIMARY KEY, keyID TEXT NOT NULL, study TEXT NOT NULL, state TEXT NOT NULL, machine TEXT NOT NULL,
            revision INTEGER NOT NULL, sql TEXT NOT NULL, question BLOB NOT NULL, permit BLOB NOT NULL, dispatch BLOB, definition TEXT NOT NULL,
            created INTEGER NOT NULL, deadline INTEGER NOT NULL, expires INTEGER NOT NULL, ended INTEGER, sealingKey BLOB,
            ledger INTEGER REFERENCES ledger (number), error TEXT, resultJSON BLOB, resultCSV BLOB) STRICT
        """,
        "CREATE INDEX questionByKey ON question (keyID, created)",
        "CREATE INDEX questionByState ON question (state)",
        """
        CREATE TABLE envelope (
            question TEXT NOT NULL REFERENCES question (id), node TEXT NOT NULL, snapshot TEXT NOT NULL, cutoff TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (question, node)) STRICT
        """,
        // Every released boundary, with the hospitals and snapshots that answered.
        """
        CREATE TABLE ledger (
            number INTEGER PRIMARY KEY, study TEXT NOT NULL, definition TEXT NOT NULL, snapshotSet TEXT NOT NULL,
            question TEXT NOT NULL, released INTEGER NOT NULL, boundary BLOB NOT NULL,
            UNIQUE (study, definition, snapshotSet)) STRICT
        """,
        """
        CREATE TABLE ledgerHospital (
            ledger INTEGER NOT NULL REFERENCES ledger (number), node TEXT NOT NULL, snapshot TEXT NOT NULL, cutoff TEXT NOT NULL,
            PRIMARY KEY (ledger, node)) STRICT, WITHOUT ROWID
        """,
    ]
}
