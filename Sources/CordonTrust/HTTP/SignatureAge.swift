import CordonValues
import Foundation

/// When a signature is accepted: not after `expires` plus skew, and `created` no further from now than the skew on either side.
enum SignatureAge {
    static func check(_ parameters: SignatureParameters, now: Date, skew: Seconds) throws(Diagnostic) {
        let moment = Timestamp(now).secondsSince1970
        let skew = Int64(skew)
        if let expires = parameters.expires, moment > expires + skew {
            throw Diagnostic(.expired, "The signature of a message has expired.")
        }
        guard abs(moment - parameters.created) <= skew else {
            throw Diagnostic(
                .clockSkew, "A message was signed \(abs(moment - parameters.created)) s away from the time here; \(skew) s are allowed.",
                hint: "Set the clocks of both machines, or ask again if the message was held up on its way.")
        }
    }
}
