"""Addresses of the public library, below /<language>/."""

from django.urls import path

from consilia.library import feeds, views

app_name = "library"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("pages/<int:number>", views.page, name="page_by_number"),
    path("pages/<int:number>/<str:slug>", views.page, name="page"),
    path("topics", views.topics, name="topics"),
    path("topics/<str:slug>", views.topic, name="topic"),
    path("departments", views.departments, name="departments"),
    path("departments/<str:slug>", views.department, name="department"),
    path("departments/<str:slug>/feed", feeds.DepartmentFeed(), name="department_feed"),
    path("doctors/<str:slug>", views.doctor, name="doctor"),
    path("feed", feeds.LibraryFeed(), name="feed"),
]
