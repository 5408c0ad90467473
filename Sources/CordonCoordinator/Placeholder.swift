// CordonCoordinator
