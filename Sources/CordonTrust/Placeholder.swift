// CordonTrust
