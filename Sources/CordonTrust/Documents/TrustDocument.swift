import CordonValues
import Foundation

/// A document of the network that somebody signs. Its JSON form is read strictly and written deterministically; a value of a
/// conforming type has checked itself.
public protocol TrustDocument: Sendable {
    /// The JWS `typ`, for example `cordon-charter+jws`. One signature can never stand for a document of another type.
    static var type: String { get }
    init(json: StrictJSON) throws(Diagnostic)
    var json: StrictJSON { get }
}

/// A document that introduces the key that signs it: the cards.
public protocol SelfSignedDocument: TrustDocument {
    var key: VerifyingKey { get }
}

/// How far clocks of honest machines may differ.
public let defaultClockSkew: Seconds = 300
