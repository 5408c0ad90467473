import CordonValues
import Foundation
import RawStructuredFieldValues

/// One covered component of a message (RFC 9421, section 2): its name, and whether it is taken from the request that a reply
/// answers.
struct CoveredComponent: Hashable, Sendable {
    let name: String
    let fromRequest: Bool

    init(_ name: String, fromRequest: Bool = false) {
        self.name = name
        self.fromRequest = fromRequest
    }

    static let request = [
        CoveredComponent("@method"), CoveredComponent("@path"), CoveredComponent("@query"),
        CoveredComponent(SignedField.contentDigest), CoveredComponent(SignedField.coordinator),
    ]

    static let reply = [
        CoveredComponent("@status"), CoveredComponent(SignedField.contentDigest),
        CoveredComponent(SignedField.signature, fromRequest: true), CoveredComponent(SignedField.coordinator),
    ]

    /// A reply to a request that carried no signature.
    static let unboundReply = reply.filter { !$0.fromRequest }

    var item: Item {
        var parameters = OrderedMap<String, RFC9651BareItem>()
        if fromRequest { parameters["req"] = .bool(true) }
        return Item(bareItem: .string(name), parameters: parameters)
    }
}

/// The value of one `Signature-Input` member: covered components and parameters, in one order and one spelling.
struct SignatureParameters: Sendable, Hashable {
    let components: [CoveredComponent]
    let created: Int64
    let expires: Int64?
    let nonce: String?
    let keyID: KeyIdentifier
    let tag: SignatureTag

    /// The parameters as a structured field's inner list: what `@signature-params` of the signature base holds.
    func serialized() throws(Diagnostic) -> String {
        var parameters = OrderedMap<String, RFC9651BareItem>()
        parameters["created"] = .integer(created)
        if let expires { parameters["expires"] = .integer(expires) }
        if let nonce { parameters["nonce"] = .string(nonce) }
        parameters["alg"] = .string("ed25519")
        parameters["keyid"] = .string(keyID.text)
        parameters["tag"] = .string(tag.rawValue)
        var list = BareInnerList()
        for component in components { list.append(component.item) }
        do {
            var serializer = StructuredFieldValueSerializer()
            let bytes = try serializer.writeListFieldValue([.innerList(InnerList(bareInnerList: list, parameters: parameters))])
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw Diagnostic(.internalFailure, "The parameters of a signature cannot be written as a structured field.")
        }
    }

    init(
        components: [CoveredComponent], created: Int64, expires: Int64?, nonce: String?, keyID: KeyIdentifier, tag: SignatureTag
    ) {
        self.components = components
        self.created = created
        self.expires = expires
        self.nonce = nonce
        self.keyID = keyID
        self.tag = tag
    }

    /// Reads a received inner list. Anything that this version would not write itself is refused.
    init(_ list: InnerList, coveringOneOf allowed: [[CoveredComponent]]) throws(Diagnostic) {
        let parameters = list.rfc9651Parameters
        guard let components = allowed.first(where: { $0.map(\.item) == Array(list.bareInnerList) }) else {
            throw Diagnostic(.signatureInvalid, "The signature of a message covers other parts than this version asks for.")
        }
        guard case .integer(let created)? = parameters["created"], (0...253_402_300_799).contains(created),
            case .string("ed25519")? = parameters["alg"], case .string(let keyID)? = parameters["keyid"],
            case .string(let tagText)? = parameters["tag"], let tag = SignatureTag(rawValue: tagText)
        else { throw Self.malformed }
        self.components = components
        self.created = created
        self.tag = tag
        self.keyID = try KeyIdentifier(text: keyID)
        switch parameters["expires"] {
        case nil: expires = nil
        case .integer(let moment)? where (created...253_402_300_799).contains(moment): expires = moment
        default: throw Self.malformed
        }
        switch parameters["nonce"] {
        case nil: nonce = nil
        case .string(let text)? where (16...64).contains(text.utf8.count): nonce = text
        default: throw Self.malformed
        }
        let expected = 4 + (expires == nil ? 0 : 1) + (nonce == nil ? 0 : 1)
        guard parameters.count == expected else { throw Self.malformed }
    }

    static let malformed = Diagnostic(.signatureInvalid, "The signature fields of a message are missing, repeated or malformed.")
}
