// CordonGate
