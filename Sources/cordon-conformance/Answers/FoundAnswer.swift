import CordonReport
import CordonValues
import Foundation

/// An answer as the JSON of results writes it (`protocol/result.md`), which is what a researcher's program reads.
struct FoundAnswer: Decodable {
    struct Column: Decodable {
        let name: String
        let type: ValueType
        /// `key`, `exact`, `bounded` or `estimate`.
        let kind: String
    }

    struct Row: Decodable { let cells: [Cell] }

    struct Cell: Decodable {
        let state: String
        /// Nil when there is none; `.null` for a NULL that stands there.
        let value: DocumentCell.Scalar?
        let low: DocumentCell.Scalar?
        let high: DocumentCell.Scalar?
        let error: Double?

        enum CodingKeys: String, CodingKey { case state, value, low, high, error }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            state = try container.decode(String.self, forKey: .state)
            value = container.contains(.value) ? try container.decode(DocumentCell.Scalar.self, forKey: .value) : nil
            low = try container.decodeIfPresent(DocumentCell.Scalar.self, forKey: .low)
            high = try container.decodeIfPresent(DocumentCell.Scalar.self, forKey: .high)
            error = try container.decodeIfPresent(Double.self, forKey: .error)
        }
    }

    let columns: [Column]
    let rows: [Row]

    init(json bytes: Data) throws(Diagnostic) {
        do {
            self = try JSONDecoder().decode(FoundAnswer.self, from: bytes)
        } catch {
            throw Diagnostic(.internalFailure, "A result is not as protocol/result.md says.")
        }
    }
}
