// CordonWarehouse
