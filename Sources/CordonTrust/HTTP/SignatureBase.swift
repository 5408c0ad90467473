import CordonValues
import Foundation

/// The bytes that an HTTP message signature covers (RFC 9421, section 2.5).
struct SignatureBase {
    private var lines: [(CoveredComponent, String)] = []

    static func request(_ request: RequestParts, contentDigest: String, coordinator: String) -> SignatureBase {
        var base = SignatureBase()
        base.add("@method", request.method)
        base.add("@path", request.path.isEmpty ? "/" : request.path)
        base.add("@query", "?\(request.query)")
        base.add(SignedField.contentDigest, contentDigest)
        base.add(SignedField.coordinator, coordinator)
        return base
    }

    static func reply(_ reply: ReplyParts, contentDigest: String, requestSignature: String?, coordinator: String) -> SignatureBase {
        var base = SignatureBase()
        base.add("@status", String(reply.status))
        base.add(SignedField.contentDigest, contentDigest)
        if let requestSignature { base.add(SignedField.signature, fromRequest: true, requestSignature) }
        base.add(SignedField.coordinator, coordinator)
        return base
    }

    private mutating func add(_ name: String, fromRequest: Bool = false, _ value: String) {
        lines.append((CoveredComponent(name, fromRequest: fromRequest), value))
    }

    var components: [CoveredComponent] { lines.map(\.0) }

    /// Refuses values that could break out of their line: only printable ASCII is signed.
    func bytes(_ parameters: SignatureParameters) throws(Diagnostic) -> Data {
        var text = ""
        for (component, value) in lines {
            guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw Diagnostic(.invalidRequest, "A part of a message that is signed is not printable ASCII.")
            }
            text += "\"\(component.name)\"\(component.fromRequest ? ";req" : ""): \(value)\n"
        }
        text += "\"@signature-params\": \(try parameters.serialized())"
        return Data(text.utf8)
    }
}
