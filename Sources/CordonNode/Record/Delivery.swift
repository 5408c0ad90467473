import CordonTrust
import CordonValues
import Foundation

/// What a coordinator hands to a node for one question, as it arrived: nothing here is verified.
public struct Delivery: Sendable, Hashable {
    public let question: Data
    public let permit: Data
    public let dispatch: Data

    /// A document longer than this is no document of Cordon.
    public static let longestDocument = 1 << 20

    public init(question: Data, permit: Data, dispatch: Data) {
        self.question = question
        self.permit = permit
        self.dispatch = dispatch
    }

    /// The hash that names the question: of its payload's bytes, verified or not. Nil when there is no payload, so that nobody could
    /// be told what became of it.
    public var claimedHash: String? {
        guard question.count <= Self.longestDocument, let json = try? StrictJSON.read(question),
            case .string(let payload)? = json["payload"], let content = Base64URL.decode(payload)
        else { return nil }
        return Hexadecimal.sha256(content)
    }
}
