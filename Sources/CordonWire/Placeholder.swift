// CordonWire
