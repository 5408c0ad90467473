// CordonReport
