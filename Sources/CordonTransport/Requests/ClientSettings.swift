/// How a coordinator is reached.
public struct ClientSettings: Sendable {
    public var address: ServiceAddress
    public var trust: TLSTrust
    public var proxy: ProxyChoice
    public var connectSeconds: Int
    /// For a whole exchange, unless a request says otherwise.
    public var replySeconds: Int
    /// How long a connection may be silent while a reply is awaited or read. Longer than a held poll and than the pause between
    /// the coordinator's keep-alive comments.
    public var silenceSeconds: Int
    public var replyLimit: Int

    public init(
        address: ServiceAddress, trust: TLSTrust = TLSTrust(), proxy: ProxyChoice = .environment, connectSeconds: Int = 10,
        replySeconds: Int = 60, silenceSeconds: Int = 45, replyLimit: Int = 64 << 20
    ) {
        self.address = address
        self.trust = trust
        self.proxy = proxy
        self.connectSeconds = connectSeconds
        self.replySeconds = replySeconds
        self.silenceSeconds = silenceSeconds
        self.replyLimit = replyLimit
    }
}
