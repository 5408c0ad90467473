// CordonDisclosure
