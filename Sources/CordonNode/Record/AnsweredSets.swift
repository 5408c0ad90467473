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
    /// Sets of one study and one researcher beyond which no question is answered any more.
    static let mostAnsweredSets = 1_000_000

    /// The sets behind all other answers in the study, or to the researcher who signed them: whatever one of them has read, the other may
    /// know.
    func answeredSets(study: String, signer: String, except question: String) throws(Diagnostic) -> [AnsweredSet] {
        let rows = try read { () throws(SQLiteError) in
            try db.query(
                """
                SELECT s.question, s.part, s.name, s.number, s.kind, s.members FROM question q JOIN answered_set s ON s.question = q.hash
                WHERE (q.study = ?1 OR q.signer = ?2) AND q.hash <> ?3 ORDER BY q.received, s.rowid LIMIT ?4
                """, [.text(study), .text(signer), .text(question), .integer(Self.mostAnsweredSets + 1)]
            ) { (question: $0.text(0), part: Int($0.integer(1)), name: $0.blob(2), number: Int($0.integer(3)), kind: Int($0.integer(4)), members: Data($0.blob(5))) }
        }
        guard rows.count <= Self.mostAnsweredSets else {
            throw Diagnostic(.notAnswered, "The study has answers about too many sets of patients to compare with.")
        }
        var sets: [AnsweredSet] = []
        for row in rows {
            guard let kind = PatientMemberships.Kind(rawValue: row.kind) else { continue }
            sets.append(
                AnsweredSet(
                    question: row.question, part: row.part, name: row.name, number: row.number, kind: kind,
                    patients: try PatientSet(bytes: row.members)))
        }
        return sets
    }

    /// Remembers what a question is answered about, in place of what was remembered of it.
    func remember(_ sets: [AnsweredSet], of question: String) throws(Diagnostic) {
        try transaction { () throws(SQLiteError) in
            try db.execute("DELETE FROM answered_set WHERE question = ?1", [.text(question)])
            for set in sets {
                try db.execute(
                    "INSERT INTO answered_set (question, part, name, number, kind, members) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    [
                        .text(question), .integer(set.part), .bytes(Data(set.name)), .integer(set.number), .integer(set.kind.rawValue),
                        .bytes(set.patients.bytes),
                    ])
            }
        }
    }

    /// The numbers of patients, the same at every question and for every snapshot; those who have none get one.
    func numbers(of patients: [Value]) throws(Diagnostic) -> [UInt32] {
        let own = patients.map { key -> UInt32? in
            guard case .integer(let whole) = key, let number = Int32(exactly: whole), number >= 0 else { return nil }
            return UInt32(number)
        }
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
