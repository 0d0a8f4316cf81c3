"""Addresses of the public library, below /<language>/."""

from django.urls import path

from consilia.accounts import addresses  # noqa: F401 - brings the kinds number and word
from consilia.library import feeds, views

app_name = "library"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.search, name="search"),
    path("search/suggest", views.suggest, name="suggest"),
    path("pages/<number:number>", views.page, name="page_by_number"),
    path("pages/<number:number>/<word:slug>", views.page, name="page"),
    path("topics", views.topics, name="topics"),
    path("topics/<word:slug>", views.topic, name="topic"),
    path("topics/<word:slug>/feed", feeds.TopicFeed(), name="topic_feed"),
    path("departments", views.departments, name="departments"),
    path("departments/<word:slug>", views.department, name="department"),
    path("departments/<word:slug>/feed", feeds.DepartmentFeed(), name="department_feed"),
    path("doctors/<word:slug>", views.doctor, name="doctor"),
    path("sources/<number:number>", views.source, name="source"),
    path("doctors/<word:slug>/feed", feeds.DoctorFeed(), name="doctor_feed"),
    path("feed", feeds.LibraryFeed(), name="feed"),
]
