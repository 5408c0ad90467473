import CordonTrust
import CordonValues
import Foundation

/// Whose questions a request may read.
struct Reader: Sendable {
    /// The questions of one key: all of them, or those that were admitted under one of these permits.
    struct Grant: Sendable {
        let keyID: String
        /// As they are stored; nil for all.
        let permits: [Data]?
    }

    let grants: [Grant]

    /// Who signs reads what they signed.
    init(signer: KeyIdentifier) { grants = [Grant(keyID: signer.text, permits: nil)] }

    /// Who shows a token reads the questions of the keys to which permits tie its issuer and subject, each under the permits of that id.
    ///
    /// Of several permits of one id those that end last decide, so that the authority can take an identity back. Refused with
    /// `permit-unknown` where no permit names it, and with `revoked` where every key to which one ties it is revoked.
    init(issuer: String, subject: String, _ network: Network) throws(Diagnostic) {
        var grants: [Grant] = []
        var refusal = Diagnostic(
            .permitUnknown, "No permit here names the issuer and subject of the access token.",
            hint: "The data authority writes them beside your key when it signs a permit.")
        for (id, permits) in Dictionary(grouping: network.permits, by: \.document.id).sorted(by: { $0.key < $1.key }) {
            for key in Self.keys(of: issuer, subject, permits.map(\.document)) where network.auditor(key) == nil {
                do throws(Diagnostic) { try network.revocations?.document.check(key: key, of: "the researcher whom the access token stands for") } catch {
                    refusal = error
                    continue
                }
                grants.append(Grant(keyID: key.text, permits: network.permits.filter { $0.document.id == id }.map(\.bytes)))
            }
        }
        guard !grants.isEmpty else { throw refusal }
        self.grants = grants
    }

    private static func keys(of issuer: String, _ subject: String, _ permits: [Permit]) -> [KeyIdentifier] {
        let end = permits.map(\.validUntil).max()
        let last = permits.filter { $0.validUntil == end }
        func isNamed(_ researcher: PermitResearcher?) -> Bool {
            guard let identity = researcher?.oidc else { return false }
            return identity.issuer.utf8.elementsEqual(issuer.utf8) && identity.subject.utf8.elementsEqual(subject.utf8)
        }
        let keys = last.first?.researchers.filter(isNamed).map(\.key.id) ?? []
        return keys.filter { key in last.allSatisfy { isNamed($0.researcher(key)) } }
    }

    func reads(_ record: QuestionRecord) -> Bool {
        grants.contains { $0.keyID == record.keyID && ($0.permits?.contains(record.permit) ?? true) }
    }
}
