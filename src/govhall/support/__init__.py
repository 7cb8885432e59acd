"""公共支撑层: engines that every business application uses and that know none of them."""
