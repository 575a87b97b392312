from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView

from views import Index

urlpatterns = [path('index.json', Index.as_view()), path('login', TokenObtainPairView.as_view())]
