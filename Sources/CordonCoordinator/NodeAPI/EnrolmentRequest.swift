import CordonTrust
import CordonValues
import Foundation

/// The body of an enrolment: `{"token": "…", "card": <member card>}`. The card is verified by the key inside it.
struct EnrolmentRequest: Sendable {
    let token: String
    let card: Signed<MemberCard>

    init(_ body: Data) throws(Diagnostic) {
        let json = try StrictJSON.read(body, limit: 65_536)
        guard case .object(let members) = json, members.count == 2, case .string(let token)? = json["token"], let card = json["card"]
        else {
            throw Diagnostic(.invalidRequest, "An enrolment has exactly the members 'token' and 'card'.")
        }
        self.token = token
        self.card = try Signed<MemberCard>.verifySelfSigned(card.written)
    }
}
