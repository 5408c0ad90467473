import CordonPatientSets
import CordonSQLite
import CordonValues
import CordonWarehouse
import Foundation

/// A set of patients that this hospital has answered about.
struct AnsweredSet: Sendable {
    let question: String
    let part: Int
    /// The group's name: ``GroupName``.
    let name: [UInt8]
    /// As ``RevealedSet`` numbers it.
    let number: Int
    let kind: PatientMemberships.Kind
    let patients: PatientSet
}

extension QuestionRecord {
    /// Sets of linked studies beyond which no question is answered any more, and of one answer, which is not given then.
    static let mostAnsweredSets = 1_000_000

    /// The permits of all questions but one, each with its study.
    func permits(except question: String) throws(Diagnostic) -> [(study: String, permit: Data)] {
        try read { () throws(SQLiteError) in
            try db.query(
                """
                SELECT study, permit FROM question WHERE hash <> ?1 AND hash IN (SELECT question FROM answered_set) GROUP BY study, permit
                """, [.text(question)]
            ) { ($0.text(0), Data($0.blob(1))) }
        }
    }

    /// The sets behind all other answers in these studies.
    func answeredSets(studies: Set<String>, except question: String) throws(Diagnostic) -> [AnsweredSet] {
        var sets: [AnsweredSet] = []
        for study in studies.sorted() {
            let rows = try read { () throws(SQLiteError) in
                try db.query(
                    """
                    SELECT s.question, s.part, s.name, s.number, s.kind, s.members FROM question q JOIN answered_set s ON s.question = q.hash
                    WHERE q.study = ?1 AND q.hash <> ?2 ORDER BY q.received, s.rowid LIMIT ?3
                    """, [.text(study), .text(question), .integer(Self.mostAnsweredSets + 1)]
                ) { (question: $0.text(0), part: Int($0.integer(1)), name: $0.blob(2), number: Int($0.integer(3)), kind: $0.text(4), members: Data($0.blob(5))) }
            }
            for row in rows {
                sets.append(
                    AnsweredSet(
                        question: row.question, part: row.part, name: row.name, number: row.number, kind: .init(recorded: row.kind),
                        patients: try PatientSet(bytes: row.members)))
            }
            guard sets.count <= Self.mostAnsweredSets else {
                throw Diagnostic(.notAnswered, "The study has answers about too many sets of patients to compare with.")
            }
        }
        return sets
    }

    /// Remembers what a question is answered about, in place of what was remembered of it.
    func remember(_ sets: [AnsweredSet], of question: String) throws(Diagnostic) {
        guard sets.count <= Self.mostAnsweredSets / 10 else { throw Diagnostic(.notAnswered, "The answer is about too many sets of patients.") }
        try transaction { () throws(SQLiteError) in
            try db.execute("DELETE FROM answered_set WHERE question = ?1", [.text(question)])
            for set in sets {
                try db.execute(
                    "INSERT INTO answered_set (question, part, name, number, kind, members) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    [
                        .text(question), .integer(set.part), .bytes(Data(set.name)), .integer(set.number), .text(set.kind.recorded),
                        .bytes(set.patients.bytes),
                    ])
            }
        }
    }

    /// The numbers of patients, the same at every question and for every snapshot; those who have none get one.
    func numbers(of patients: [Value]) throws(Diagnostic) -> [UInt32] {
        let own = patients.map(Self.ownNumber)
        guard own.contains(nil) else { return own.compactMap(\.self) }
        return try transaction { () throws(SQLiteError) in
            var next = try db.first("SELECT max(number) FROM patient_number", []) { $0.optionalInteger(0) ?? Self.firstNumber - 1 } ?? Self.firstNumber - 1
            var numbers: [UInt32] = []
            for (key, number) in zip(patients, own) {
                if let number {
                    numbers.append(number)
                    continue
                }
                let text = Self.text(of: key)
                var found = try db.first("SELECT number FROM patient_number WHERE key = ?1", [.text(text)]) { $0.integer(0) }
                if found == nil {
                    next += 1
                    try db.execute("INSERT INTO patient_number (key, number) VALUES (?1, ?2)", [.text(text), .integer(next)])
                    found = next
                }
                numbers.append(UInt32(clamping: found ?? next))
            }
            return numbers
        }
    }

    /// The same; nil of those who have none yet.
    func knownNumbers(of patients: [Value]) throws(Diagnostic) -> [UInt32?] {
        let own = patients.map(Self.ownNumber)
        guard own.contains(nil) else { return own }
        return try read { () throws(SQLiteError) in
            var numbers: [UInt32?] = []
            for (key, number) in zip(patients, own) {
                let found = number == nil ? try db.first("SELECT number FROM patient_number WHERE key = ?1", [.text(Self.text(of: key))]) { $0.integer(0) } : nil
                numbers.append(number ?? found.map(UInt32.init(clamping:)))
            }
            return numbers
        }
    }

    /// A whole number from 0 to 2^31 - 1 is its own.
    private static func ownNumber(_ key: Value) -> UInt32? {
        guard case .integer(let whole) = key, let number = Int32(exactly: whole), number >= 0 else { return nil }
        return UInt32(number)
    }

    private static let firstNumber: Int64 = 1 << 31

    /// Keys of one column have one type; a letter keeps those of an earlier mapping apart.
    private static func text(of key: Value) -> String {
        switch key {
        case .integer(let whole): "i\(whole)"
        case .text(let text): "t\(text)"
        case .null, .boolean, .numeric, .double, .date, .timestamp: "x\(key)"
        }
    }
}

extension PatientMemberships.Kind {
    fileprivate var recorded: String {
        switch self {
        case .counted: "counted"
        case .measured(nil): "measured"
        case .measured(let column?): "measured \(column)"
        }
    }

    /// What is not known is of anything.
    fileprivate init(recorded: String) {
        self = recorded == "counted" ? .counted : .measured(recorded.hasPrefix("measured ") ? String(recorded.dropFirst(9)) : nil)
    }
}
