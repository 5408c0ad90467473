import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// What a coordinator hands to a node for one question, as it arrived: nothing here is verified.
public typealias Delivery = PollReply.Delivery

extension Delivery {
    /// The hash that names the question: of its payload's bytes, verified or not. Nil when there is no payload, so that nobody could
    /// be told what became of it.
    var claimedHash: String? {
        guard let json = try? StrictJSON.read(question), case .string(let payload)? = json["payload"],
            let content = Base64URL.decode(payload)
        else { return nil }
        return Hexadecimal.sha256(content)
    }
}
