import CordonValues
import Foundation
import RawStructuredFieldValues

/// The fields `Signature-Input` and `Signature` of a received message, with exactly one signature between them.
struct SignatureFields {
    let parameters: SignatureParameters
    let signature: Data
    /// The label that both fields use.
    static let label = "sig"

    init(_ headers: [(String, String)], coveringOneOf allowed: [[CoveredComponent]]) throws(Diagnostic) {
        guard let input = SignedField.single(SignedField.signatureInput, in: headers),
            let value = SignedField.single(SignedField.signature, in: headers), input.utf8.count <= 1024, value.utf8.count <= 256,
            case .innerList(let list)? = Self.onlyMember(of: input), case .item(let item)? = Self.onlyMember(of: value),
            case .undecodedByteSequence(let encoded) = item.rfc9651BareItem, item.rfc9651Parameters.count == 0,
            let signature = Data(base64Encoded: encoded), signature.count == 64
        else { throw SignatureParameters.malformed }
        let parameters = try SignatureParameters(list, coveringOneOf: allowed)
        // One spelling: what was received is what this version would have written.
        guard try input.utf8.elementsEqual(Self.inputField(parameters).utf8), value.utf8.elementsEqual(Self.signatureField(signature).utf8)
        else { throw SignatureParameters.malformed }
        self.parameters = parameters
        self.signature = signature
    }

    static func inputField(_ parameters: SignatureParameters) throws(Diagnostic) -> String {
        "\(label)=\(try parameters.serialized())"
    }

    static func signatureField(_ signature: Data) -> String { "\(label)=:\(signature.base64EncodedString()):" }

    private static func onlyMember(of field: String) -> ItemOrInnerList? {
        var parser = StructuredFieldValueParser(Array(field.utf8))
        guard let members = try? parser.parseDictionaryFieldValue(), members.count == 1 else { return nil }
        return members[label]
    }
}
