import CordonValues
import Foundation
import GRDB

/// One question as it is stored. The signed documents are the bytes that travelled.
public struct QuestionRecord: Sendable, Codable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "question"

    public let id: String
    /// The researcher's key.
    public let keyID: String
    public let study: String
    public var state: QuestionState
    public var machine: QuestionMachine
    /// Grows with every change, so that progress can be followed.
    public var revision: Int
    public let sql: String
    public let question: Data
    public let permit: Data
    /// Nil when the ledger answered and no hospital was asked.
    public let dispatch: Data?
    public let definition: String
    public let created: Int64
    public let deadline: Int64
    public let expires: Int64
    public var ended: Int64?
    /// The private half of the key that this question's answers are sealed to; gone as soon as the question is over.
    public var sealingKey: Data?
    /// The released boundaries that answered it, one for each of its parts.
    public var ledger: [Int64]?
    public var error: StoredError?
    public var resultJSON: Data?
    public var resultCSV: Data?
}

/// A diagnostic as the store and the API write it.
public struct StoredError: Sendable, Hashable, Codable {
    public let code: DiagnosticCode
    public let message: String
    public let hint: String?

    public init(_ diagnostic: Diagnostic) {
        code = diagnostic.code
        message = diagnostic.message
        hint = diagnostic.hint
    }
}

/// One sealed answer, kept until the release.
public struct EnvelopeRecord: Sendable, Codable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "envelope"

    public let question: String
    public let node: String
    public let snapshot: String
    /// ISO date; empty when the node did not say.
    public let cutoff: String
    /// A list of patients who object was applied; nil when the node did not say.
    public let objections: Bool?
    public let bytes: Data
}
