import CordonTrust
import CordonValues
import Foundation

/// Verifies the events of one stream in their order: each signed for this stream, numbers rising.
struct EventVerifier {
    private let key: VerifyingKey
    private let requestSignature: String
    private var last = -1

    init(key: VerifyingKey, request: RequestParts) {
        self.key = key
        requestSignature = request.headers.first { $0.0.lowercased() == "signature" }?.1 ?? ""
    }

    mutating func verify(_ event: ServerEvent) throws(Diagnostic) {
        guard let number = Int(event.id), number > last, let signature = Data(base64Encoded: event.signature),
            key.isValid(
                signature,
                for: EventSignature.message(
                    requestSignature: requestSignature, number: number, name: event.name, data: event.data))
        else { throw Diagnostic(.signatureInvalid, "A progress event does not come from the coordinator.") }
        last = number
    }
}
