import CordonTrust
import CordonValues
import Foundation
import SwiftProtobuf

/// The coordinator's answer to a poll: `protocol/cordon/v1/node.proto`. Everything in it that matters is signed in its own right.
public struct PollReply: Sendable, Hashable {
    /// One question with its permit and dispatch, each a flattened JWS.
    public struct Delivery: Sendable, Hashable {
        public let question: Data
        public let permit: Data
        public let dispatch: Data

        public init(question: Data, permit: Data, dispatch: Data) {
            self.question = question
            self.permit = permit
            self.dispatch = dispatch
        }
    }

    /// A flattened JWS; nil when the node's is the newest.
    public var charter: Data?
    public var deliveries: [Delivery]
    /// Hashes of questions to stop, hexadecimal.
    public var cancels: [String]
    public var serverTime: Timestamp
    /// Of the coordinator's audit log.
    public var audit: HeadExchange?
    /// A flattened JWS; nil when the node's revocation list is the newest.
    public var revocations: Data?

    public init(
        charter: Data?, deliveries: [Delivery], cancels: [String], serverTime: Timestamp, audit: HeadExchange? = nil, revocations: Data? = nil
    ) {
        self.charter = charter
        self.deliveries = deliveries
        self.cancels = cancels
        self.serverTime = serverTime
        self.audit = audit
        self.revocations = revocations
    }

    public func encoded() throws(Diagnostic) -> Data {
        var message = WirePollReply()
        message.charter = charter ?? Data()
        message.deliveries = deliveries.map { delivery in
            var message = WireDelivery()
            message.question = delivery.question
            message.permit = delivery.permit
            message.dispatch = delivery.dispatch
            return message
        }
        message.cancels = try NodeMessage.digests(cancels)
        message.serverTime = serverTime.secondsSince1970
        if let audit { message.audit = try audit.message }
        message.revocations = revocations ?? Data()
        return try NodeMessage.bytes(message)
    }

    public init(decoding bytes: Data) throws(Diagnostic) {
        let message: WirePollReply = try NodeMessage.read(bytes, limit: WireLimits.pollReply)
        guard message.deliveries.count <= WireLimits.pollQuestions, message.cancels.count <= WireLimits.pollQuestions,
            message.deliveries.allSatisfy({ !$0.question.isEmpty && !$0.permit.isEmpty && !$0.dispatch.isEmpty }),
            let serverTime = Timestamp(secondsSince1970: message.serverTime)
        else { throw NodeMessage.invalid }
        charter = message.charter.isEmpty ? nil : message.charter
        deliveries = message.deliveries.map { Delivery(question: $0.question, permit: $0.permit, dispatch: $0.dispatch) }
        cancels = try NodeMessage.digests(message.cancels)
        self.serverTime = serverTime
        audit = message.hasAudit ? try HeadExchange(message.audit) : nil
        revocations = message.revocations.isEmpty ? nil : message.revocations
    }
}
