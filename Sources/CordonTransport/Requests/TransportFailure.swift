import AsyncHTTPClient
import CordonValues
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Turns what the network libraries throw into diagnostics that say at which stage a request failed and what to do.
enum TransportFailure {
    static func diagnostic(_ error: any Error, _ address: ServiceAddress) -> Diagnostic {
        switch error {
        case let diagnostic as Diagnostic: diagnostic
        case is CancellationError: Diagnostic(.cancelled, "The request was cancelled.")
        case let error as HTTPClientError: client(error, address)
        case let error as NIOConnectionError: connection(error, address)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: ConnectionStage.tls.failure(address, nil)
        case is NIOTooManyBytesError: Diagnostic(.tooLong, "The coordinator's reply is longer than this client reads.")
        case let error as IOError:
            ConnectionStage.connection.failure(address, nil, String(cString: strerror(error.errnoCode)))
        case is ChannelError: ConnectionStage.connection.failure(address, nil)
        default: Diagnostic(.unreachable, "The request to \(address.url) failed.", hint: "Run 'doctor' to see at which stage.")
        }
    }

    private static func client(_ error: HTTPClientError, _ address: ServiceAddress) -> Diagnostic {
        switch error {
        case .cancelled: Diagnostic(.cancelled, "The request was cancelled.")
        case .connectTimeout: ConnectionStage.connection.failure(address, nil, "no answer in time")
        case .tlsHandshakeTimeout: ConnectionStage.tls.failure(address, nil, "the handshake did not end in time")
        case .httpProxyHandshakeTimeout, .invalidProxyResponse:
            ConnectionStage.proxy.failure(address, nil, "it did not answer as a proxy does")
        case .proxyAuthenticationRequired: ConnectionStage.proxy.failure(address, nil, "it wants a password")
        case .deadlineExceeded, .readTimeout, .getConnectionFromPoolTimeout:
            Diagnostic(
                .unreachable, "\(address.url) accepted the connection but did not answer in time.",
                hint: "The coordinator may be overloaded, or a proxy on the way cuts long requests. Try again.")
        case .remoteConnectionClosed, .uncleanShutdown:
            Diagnostic(
                .unreachable, "\(address.url) closed the connection before it answered.",
                hint: "The coordinator may be restarting. Try again.")
        default: Diagnostic(.unreachable, "The request to \(address.url) failed: \(error.shortDescription).")
        }
    }

    private static func connection(_ error: NIOConnectionError, _ address: ServiceAddress) -> Diagnostic {
        guard let first = error.connectionErrors.first else { return ConnectionStage.name.failure(address, nil) }
        let detail = (first.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "no answer in time"
        return ConnectionStage.connection.failure(address, nil, detail)
    }
}
