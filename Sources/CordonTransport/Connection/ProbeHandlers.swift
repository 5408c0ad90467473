import Foundation
import NIOCore
import NIOSSL
import NIOTLS

/// Asks a proxy for a tunnel and reads the status of its answer (RFC 9110, section 9.3.6).
final class TunnelHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let authority: String
    private let credentials: String?
    private let answered: EventLoopPromise<Int>
    private var received = ByteBuffer()
    private var done = false

    init(authority: String, credentials: String?, answered: EventLoopPromise<Int>) {
        self.authority = authority
        self.credentials = credentials
        self.answered = answered
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        var head = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
        if let credentials { head += "Proxy-Authorization: Basic \(Data(credentials.utf8).base64EncodedString())\r\n" }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head + "\r\n")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !done else { return context.fireChannelRead(data) }
        var chunk = unwrapInboundIn(data)
        received.writeBuffer(&chunk)
        let text = String(buffer: received)
        guard text.contains("\r\n\r\n") || received.readableBytes > 16_384 else { return }
        done = true
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1].prefix(3)) else {
            return answered.fail(ChannelError.eof)
        }
        answered.succeed(status)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answered.fail(ChannelError.eof)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { answered.fail(error) }
}

/// Completes a promise when the handshake fails, and a `Void` one also when it succeeds.
final class HandshakeEnd<Outcome: Sendable>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let outcome: EventLoopPromise<Outcome>

    init(outcome: EventLoopPromise<Outcome>) { self.outcome = outcome }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event, let promise = outcome as? EventLoopPromise<Void> { promise.succeed(()) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { outcome.fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
