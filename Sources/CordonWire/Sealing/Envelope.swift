import Crypto
import CordonTrust
import CordonValues
import Foundation

/// Sealed and signed frames: what a node keeps and sends. `protocol/envelope.md` gives every byte.
///
/// Claim: without the sealing key's private half nobody learns more of the content than its size class, also after the node's
/// and coordinator's long-term keys are lost, also with a quantum computer (HPKE base mode, X-Wing); and an envelope opens only as
/// the answer of the node that signed it to the question, coordinator, roster, snapshot and layout that it was sealed for.
public enum Envelope {
    static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256
    static let segment = 1 << 20
    private static let tag = 16
    private static let encapsulated = 1120
    private static let signature = 64

    public static func seal(frames: [Data], to sealingKey: Data, binding: EnvelopeBinding, by node: SigningKey) throws(Diagnostic)
        -> Data
    {
        let header = try EnvelopeHeader(binding, signer: node.verifyingKey.id)
        let content = try SealedContent.pack(frames)
        var envelope = header.bytes
        do {
            let recipient = try XWingMLKEM768X25519.PublicKey(rawRepresentation: sealingKey)
            var sender = try HPKE.Sender(recipientKey: recipient, ciphersuite: suite, info: header.info)
            let starts = Array(stride(from: 0, to: content.count, by: segment))
            envelope.append(sender.encapsulatedKey)
            envelope.append(bigEndian: UInt32(content.count))
            for (index, start) in starts.enumerated() {
                let piece = content[start..<min(start + segment, content.count)]
                let isLast = index == starts.count - 1
                envelope.append(try sender.seal(piece, authenticating: header.authenticated(segment: index, isLast: isLast)))
            }
        } catch {
            throw Diagnostic(.envelopeInvalid, "A partial cannot be sealed to the question's key.")
        }
        envelope.append(try node.signature(for: EnvelopeHeader.signed(envelope)))
        return envelope
    }

    /// The readable part, unverified: for finding the question and the node that an envelope claims to answer.
    public static func header(of envelope: Data) throws(Diagnostic) -> EnvelopeHeader {
        var reader = EnvelopeReader(envelope.prefix(2048))
        return try EnvelopeHeader(&reader)
    }

    /// Codes, in the order of the checks: `envelope-invalid` and `version-unsupported` (not an envelope of this form), `key-unknown`
    /// (claims another signer), `signature-invalid`, `envelope-misbound` (signed for something else), `envelope-invalid` (does not open).
    public static func open(_ envelope: Data, with sealingKey: SealingKey, expected: EnvelopeBinding, node: VerifyingKey)
        throws(Diagnostic) -> [Data]
    {
        try verify(envelope, expected: expected, node: node)
        var reader = EnvelopeReader(envelope.dropLast(signature))
        let header = try EnvelopeHeader(&reader)
        let key = try reader.bytes(encapsulated)
        let total = try contentLength(&reader)
        var content = Data(capacity: total)
        do {
            var recipient = try HPKE.Recipient(privateKey: sealingKey.key, ciphersuite: suite, info: header.info, encapsulatedKey: key)
            var index = 0
            while content.count < total {
                let length = min(segment, total - content.count)
                let isLast = content.count + length == total
                let sealed = try reader.bytes(length + tag)
                content.append(try recipient.open(sealed, authenticating: header.authenticated(segment: index, isLast: isLast)))
                index += 1
            }
        } catch let diagnostic as Diagnostic {
            throw diagnostic
        } catch {
            throw Diagnostic(.envelopeInvalid, "An envelope does not open: it is damaged, or sealed to another key.")
        }
        return try SealedContent.unpack(content)
    }

    /// Everything about an envelope that can be checked without its sealing key: form, signer, signature and binding. A coordinator
    /// calls it before it stores one.
    public static func verify(_ envelope: Data, expected: EnvelopeBinding, node: VerifyingKey) throws(Diagnostic) {
        guard envelope.count <= WireLimits.envelope, envelope.count > signature else {
            throw Diagnostic(.envelopeInvalid, "An envelope is cut off, or longer than \(WireLimits.envelope) bytes.")
        }
        var reader = EnvelopeReader(envelope.dropLast(signature))
        let header = try EnvelopeHeader(&reader)
        _ = try reader.bytes(encapsulated)
        let total = try contentLength(&reader)
        guard reader.remaining == total + (total + segment - 1) / segment * tag else {
            throw Diagnostic(.envelopeInvalid, "An envelope is cut off, or something follows it.")
        }
        guard header.signer == node.id else {
            throw Diagnostic(.keyUnknown, "An envelope is signed by the key \(header.signer), which is not the node's.")
        }
        guard node.isValid(envelope.suffix(signature), for: EnvelopeHeader.signed(envelope.dropLast(signature))) else {
            throw Diagnostic(.signatureInvalid, "The signature of an envelope is not valid.")
        }
        try header.check(expected)
    }

    private static func contentLength(_ reader: inout EnvelopeReader) throws(Diagnostic) -> Int {
        let total = Int(try reader.bigEndian32())
        guard total >= SizeClass.least, total <= WireLimits.content, SizeClass.holding(total) == total else {
            throw Diagnostic(.envelopeInvalid, "An envelope's content has no size that contents can have.")
        }
        return total
    }
}
