"""The desk's views: the queue, one case, publishing."""
