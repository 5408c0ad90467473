// CordonTransport
