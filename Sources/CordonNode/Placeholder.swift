// CordonNode
